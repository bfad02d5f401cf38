/** The value of a sum of names of cells and numbers, such as A1 + A2 + 3. */
export function evaluate(formula: string, valueOf: (name: string) => string | number): number {
  return formula
    .split("+")
    .map((term) => term.trim())
    .reduce((sum, term) => sum + Number(/^[A-Z]/.test(term) ? valueOf(term) : term), 0);
}
