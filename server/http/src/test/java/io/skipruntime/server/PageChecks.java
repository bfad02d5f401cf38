package io.skipruntime.server;

/**
 * Expressions that say what is wrong with any page for some of those who use it; for {@link
 * Tab#evaluate}.
 */
public final class PageChecks {

  /** By how many pixels the page is wider than its window; 0 if it fits. */
  public static final String OVERFLOW =
      "document.documentElement.scrollWidth - document.documentElement.clientWidth";

  /**
   * The texts whose contrast with what is behind them is less than 4.5 : 1, by the formula of WCAG
   * 2.2, success criterion 1.4.3.
   */
  public static final String FAINT_TEXTS =
      """
      (() => {
        const parse = (colour) => colour.match(/[0-9.]+/g).map(Number);
        const light = (colour) => parse(colour).slice(0, 3)
          .map((each) => each / 255)
          .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
          .reduce((sum, each, i) => sum + each * [0.2126, 0.7152, 0.0722][i], 0);
        const behind = (element) => {
          for (let each = element; each !== null; each = each.parentElement) {
            const colour = getComputedStyle(each).backgroundColor;
            if ((parse(colour)[3] ?? 1) === 1) return colour;
          }
          return "rgb(255, 255, 255)";
        };
        const contrast = (one, other) => {
          const [dark, bright] = [light(one), light(other)].sort((x, y) => x - y);
          return (bright + 0.05) / (dark + 0.05);
        };
        return [...document.querySelectorAll("body *")]
          .filter((each) => each.closest("svg, .unseen, noscript, tr.flash") === null && !each.disabled)
          .filter((each) => [...each.childNodes].some((child) =>
            child.nodeType === Node.TEXT_NODE && child.textContent.trim() !== ""))
          .filter((each) => contrast(getComputedStyle(each).color, behind(each)) < 4.5)
          .map((each) => `${each.tagName}.${each.className}: ${each.textContent}`)
          .join("\\n");
      })()\
      """;

  /** What can be used and has no name for those who do not see it. */
  public static final String NAMELESS =
      """
      [...document.querySelectorAll("button, a, input, select, textarea, [role=button]")]
        .filter((each) => each.closest("[hidden], dialog") === null)
        .filter((each) => (each.getAttribute("aria-label") ?? "").trim() === "")
        .filter((each) => each.textContent.trim() === "" && (each.labels?.length ?? 0) === 0)
        .map((each) => each.outerHTML.slice(0, 120))
        .join("\\n")\
      """;

  private PageChecks() {}
}
