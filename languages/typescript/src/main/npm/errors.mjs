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

/** A refusal of a command, whose reason the client is told: of the kind conflict (409), forbidden (403) or invalid (422). */
export class CommandRefusedError extends SkipError {
  constructor(kind, reason) {
    super(reason);
    this.kind = kind;
  }
  static conflict(reason) { return new CommandRefusedError("conflict", reason); }
  static forbidden(reason) { return new CommandRefusedError("forbidden", reason); }
  static invalid(reason) { return new CommandRefusedError("invalid", reason); }
}
/** A resource or a command refuses who asks; the message is for operators. */
export class ForbiddenError extends SkipError {}
