package io.skipruntime.style.source;

import com.sun.source.tree.ClassTree;
import io.skipruntime.style.project.JavaSource;
import io.skipruntime.style.project.SourceCheck;
import io.skipruntime.style.project.Violation;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requires that the comment of a type begins with a noun: "The ticks that a subscriber may resume
 * from" says what an object of the type is; "Which ticks …" and "Finds ticks …" leave that to the
 * reader.
 *
 * <p>Whether a word is a noun is not looked up: the check knows the words that the project's
 * comments have begun with instead, which are question words, auxiliary verbs, and other verbs in
 * the third person.
 */
public final class Definitions implements SourceCheck {

  private static final Pattern FIRST_WORD = Pattern.compile("\\s*([A-Za-z]+)");

  private static final Set<String> NO_NOUNS =
      Set.of(
          ("What Which Who Whom Whose How Where When Whether Why"
                  + " Is Are Does Do Has Have Can May Must"
                  + " Accepts Adds Allows Appends Applies Asks Bounds Brings Builds Calls Carries"
                  + " Checks Chooses Closes Collects Compares Computes Converts Copies Counts"
                  + " Creates Decides Decodes Delegates Delivers Drops Encodes Ends Finds"
                  + " Follows Forbids Gets Gives Hands Holds Keeps Knows Lets Loads Looks Maintains"
                  + " Makes Maps Marks Measures Mirrors Moves Opens Passes Plays Polls Prints Puts"
                  + " Reads Records Refuses Reloads Remembers Removes Repeats Replaces Requires"
                  + " Returns Runs Says Sees Sends Shows Shrinks Sorts Stands Starts Stops Stores"
                  + " Subscribes Takes Tells Tries Turns Visits Waits Wakes Watches Wraps Writes")
              .split(" "));

  @Override
  public String rule() {
    return "the comment of a type in src/main begins with a noun";
  }

  @Override
  public List<Violation> violations(JavaSource source) {
    return source.isMain() ? new Scanner(source).violations() : List.of();
  }

  private static final class Scanner extends ViolationScanner {

    Scanner(JavaSource source) {
      super(source);
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
      String comment = documentation();
      Matcher first = FIRST_WORD.matcher(comment == null ? "" : comment);
      if (first.lookingAt() && NO_NOUNS.contains(first.group(1))) {
        report(type.getSimpleName().toString(), type, first.group(1) + " …");
      }
      return super.visitClass(type, null);
    }
  }
}
