package io.skipruntime.oracle;

/** What functions of programs throw. */
final class ScriptedFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String site;

  /**
   * A failure.
   *
   * @param site which function failed
   * @param value the value it did not like
   */
  ScriptedFailure(String site, Object value) {
    super("no " + value);
    this.site = site;
  }

  /** What failed, in a few words: which function of ours, or which exception of others. */
  static String siteOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof ScriptedFailure scripted
        ? scripted.site
        : root.getClass().getSimpleName();
  }
}
