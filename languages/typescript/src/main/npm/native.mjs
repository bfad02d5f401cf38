// The reducers that the JVM computes.
const NAME = Symbol.for("Skip.native_stub"); // as Skip's own packages call it, whose reducers are found so, too

/** The name by which the JVM knows the reducer that an object stands for; undefined if it is the author's own. */
export function nameOfReducer(object) { return object[NAME]; }

class Native {
  add() { throw new Error("the engine computes this reducer"); }
  remove() { throw new Error("the engine computes this reducer"); }
}

/** The exact sum of numbers. */
export class Sum extends Native { initial = 0; [NAME] = "sum"; }
/** The least value. */
export class Min extends Native { initial = null; [NAME] = "min"; }
/** The greatest value. */
export class Max extends Native { initial = null; [NAME] = "max"; }
/** The number of values. */
export class Count extends Native { initial = 0; [NAME] = "count"; }
