/**
 * What one connection has said about whether the client has what the service has now.
 *
 * A service says so by the comment `: current`, and that it is going to by the comment
 * `: signs current` at the start of every stream. Of one that does not say that, an older one, all
 * that can be known is that the client is current with the first event, or with the first heartbeat
 * of a stream that it resumes.
 */
export class Currency {
  private signs = false;
  private current = false;

  /** @param resumes whether the connection goes on from an event that the client has seen */
  constructor(private resumes: boolean) {}

  /** Whether the client has what the service has now. */
  get isCurrent(): boolean {
    return this.current;
  }

  /** Whether a sign that the client is current is still to come. */
  get isAwaited(): boolean {
    return this.signs && !this.current;
  }

  /** Takes a comment of the stream, without its colon. */
  comment(text: string): void {
    if (text === "signs current") this.signs = true;
    else if (text === "current") this.current = true;
    else if (text === "" && !this.signs && this.resumes) this.current = true;
  }

  /** Notes that entries have come. */
  received(): void {
    if (!this.signs) this.current = true;
  }

  /** Notes that the resource has failed; all its entries follow when it has recovered. */
  failed(): void {
    this.current = false;
    this.resumes = false;
  }
}
