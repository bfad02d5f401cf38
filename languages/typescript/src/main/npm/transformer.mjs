// A process that transforms TypeScript, where Node itself does not. It ends when its parent has nothing to do for it: what it uses takes
// some tens of megabytes, which a worker would keep.
const { transformSync } = await import("./amaro/index.js").catch(() => import("amaro")).then((found) => found.default ?? found, () => ({}));

function transformed({ text, file }) {
  if (transformSync === undefined) return { missing: true };
  try {
    const { code, map } = transformSync(text, { mode: "transform", sourceMap: true, filename: file });
    return { code: `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString("base64")}` };
  } catch (e) {
    return { failure: e?.startLine === undefined ? String(e?.message ?? e) : `${file}:${e.startLine}:${e.startColumn + 1}: ${e.message}\n${e.snippet ?? ""}` };
  }
}

process.on("message", (asked) => process.send({ number: asked.number, ...transformed(asked) }));
