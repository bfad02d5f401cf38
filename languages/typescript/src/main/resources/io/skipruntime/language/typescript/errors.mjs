// The errors of the API.
export class SkipError extends Error {
  get name() { return this.constructor.name; }
}
export class SkipUnknownCollectionError extends SkipError {}
export class SkipUnknownResourceError extends SkipError {}
export class SkipRESTError extends SkipError {}
export class SkipFetchError extends SkipError {}
export class SkipClassNameError extends SkipError {}
export class SkipNonUniqueValueError extends SkipError {}
export class SkipResourceInstanceInUseError extends SkipError {}
