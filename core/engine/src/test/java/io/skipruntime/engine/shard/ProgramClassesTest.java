package io.skipruntime.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.Groups;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgramClassesTest {

  /** The classes of the tests, of which one has other contents. */
  private static final class Altered extends ClassLoader {
    private final @Nullable Class<?> altered;
    private final List<String> asked = new ArrayList<>();

    Altered(@Nullable Class<?> altered) {
      super(ProgramClassesTest.class.getClassLoader());
      this.altered = altered;
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
      asked.add(name);
      InputStream found = super.getResourceAsStream(name);
      if (altered == null || !name.equals(altered.getName().replace('.', '/') + ".class")) {
        return found;
      }
      try (InputStream in = found) {
        byte[] bytes = in.readAllBytes();
        bytes[bytes.length - 1] ^= 1;
        return new ByteArrayInputStream(bytes);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class Helping {
    static long helped(long value) {
      return Deeper.CONSTANT + value;
    }
  }

  private static final class Deeper {
    static final Long CONSTANT = 7L;
  }

  private static final class First {
    long compute() {
      return Helping.helped(1);
    }
  }

  private static String digest(Altered loader) {
    return ProgramClasses.digest(loader, List.of(First.class.getName()));
  }

  @Test
  void digest_coversTheClassesThatAFunctionRefersTo_alsoFromAfar() {
    assertThat(new First().compute()).isEqualTo(8);
    String own = digest(new Altered(null));
    assertThat(digest(new Altered(null))).isEqualTo(own);
    for (Class<?> each : List.of(First.class, Helping.class, Deeper.class)) {
      assertThat(digest(new Altered(each))).as(each.getName()).isNotEqualTo(own);
    }
  }

  @Test
  void digest_doesNotCoverWhatIsNotReferredTo_norLibraries() {
    Altered loader = new Altered(null);
    ProgramClasses.digest(loader, List.of(Groups.class.getName(), "java.util.List"));
    assertThat(loader.asked)
        .contains(Groups.class.getName().replace('.', '/') + ".class")
        .doesNotContain(Helping.class.getName().replace('.', '/') + ".class")
        .noneMatch(name -> name.startsWith("java/") || name.startsWith("org/"));
  }

  @Test
  void plan_hasTheDigestOfItsProgram() {
    String program = Plan.of(new Groups()).program();
    assertThat(program).hasSize(16).isEqualTo(Plan.of(new Groups()).program());
    assertThat(
            Plan.of(new PlanTest.Sharing<>((in, context) -> new PlanTest.One(in.numbers())))
                .program())
        .isNotEqualTo(program);
  }
}
