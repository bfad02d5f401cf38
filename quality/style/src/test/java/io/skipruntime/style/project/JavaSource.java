package io.skipruntime.style.project;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** A Java source file with its syntax tree, as the compiler parses it; types are not resolved. */
public final class JavaSource {

  /** A parser needs no class path, and to open all of it takes longer than to parse. */
  private static final List<String> OPTIONS = List.of("-proc:none", "-classpath", "");

  private final String path;
  private final String text;
  private final DocTrees trees;
  private final CompilationUnitTree unit;

  private JavaSource(String path, String text, DocTrees trees, CompilationUnitTree unit) {
    this.path = path;
    this.text = text;
    this.trees = trees;
    this.unit = unit;
  }

  /**
   * Parses sources, all by one compiler, which takes longer to make than to parse with.
   *
   * @param texts the contents of the files, by path
   */
  static List<JavaSource> parsed(SortedMap<String, String> texts) {
    if (texts.isEmpty()) {
      return List.of(); // a compiler wants a file
    }
    List<Text> files =
        texts.entrySet().stream().map(file -> new Text(file.getKey(), file.getValue())).toList();
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problem -> {}, OPTIONS, null, files);
    DocTrees trees = DocTrees.instance(task);
    List<JavaSource> sources = new ArrayList<>();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        String path = unit.getSourceFile().getName().substring(1);
        sources.add(new JavaSource(path, texts.getOrDefault(path, ""), trees, unit));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(sources);
  }

  /** A file in memory. */
  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String path, String text) {
      super(URI.create("source:///" + path), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** The path of the file, relative to the project's root. */
  public String path() {
    return path;
  }

  /** The content of the file. */
  public String text() {
    return text;
  }

  /** The directory of the module that the file belongs to; empty if it lies outside of any. */
  public String module() {
    return path.substring(0, Math.max(0, path.indexOf("/src/")));
  }

  /** Whether it is part of what a module offers to others. */
  public boolean isMain() {
    return path.contains("/src/main/java/");
  }

  /** Whether it is part of a module's tests. */
  public boolean isTest() {
    return path.contains("/src/test/java/");
  }

  /** The syntax tree of the whole file. */
  public CompilationUnitTree unit() {
    return unit;
  }

  /** The name of the package that the file declares; empty for the unnamed one. */
  public String packageName() {
    Tree name = unit.getPackageName();
    return name == null ? "" : name.toString();
  }

  /** The names of the types that the file imports, or imports members of. */
  public List<String> imports() {
    return unit.getImports().stream().map(JavaSource::importedType).toList();
  }

  private static String importedType(ImportTree each) {
    String name = each.getQualifiedIdentifier().toString();
    return each.isStatic() ? name.substring(0, name.lastIndexOf('.')) : name;
  }

  /** The Javadoc comment of the declaration, or null. */
  public @Nullable String documentation(TreePath declaration) {
    return trees.getDocComment(declaration);
  }

  /**
   * The number of the line that the tree begins on; annotations are part of it, comments are not.
   */
  public long firstLine(Tree tree) {
    return line(trees.getSourcePositions().getStartPosition(unit, tree));
  }

  /** The number of the line that the tree ends on. */
  public long lastLine(Tree tree) {
    return line(trees.getSourcePositions().getEndPosition(unit, tree));
  }

  private long line(long position) {
    return unit.getLineMap().getLineNumber(position);
  }
}
