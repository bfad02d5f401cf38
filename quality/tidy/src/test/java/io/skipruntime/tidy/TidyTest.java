package io.skipruntime.tidy;

import io.skipruntime.style.project.CheckSuite;
import io.skipruntime.tidy.structure.ClassCycles;
import io.skipruntime.tidy.structure.DeclaredLibraries;
import io.skipruntime.tidy.structure.EngineInternals;
import io.skipruntime.tidy.structure.ModuleDirection;
import io.skipruntime.tidy.structure.PackageCycles;
import io.skipruntime.tidy.structure.PublicTypes;
import io.skipruntime.tidy.structure.TidiedModules;
import io.skipruntime.tidy.structure.UnusedMethods;
import java.util.List;

/** The checks that read the compiled classes of all modules, so that they run after all else. */
class TidyTest extends CheckSuite {

  TidyTest() {
    super(
        "quality/tidy",
        List.of(
            new ModuleDirection(),
            new DeclaredLibraries(),
            new EngineInternals(),
            new PackageCycles(),
            new ClassCycles(),
            new PublicTypes(),
            new UnusedMethods(),
            new TidiedModules()));
  }
}
