package io.skipruntime.style;

import io.skipruntime.style.document.CompiledSnippets;
import io.skipruntime.style.document.RelativeLinks;
import io.skipruntime.style.project.CheckSuite;
import io.skipruntime.style.source.Definitions;
import io.skipruntime.style.source.FileLength;
import io.skipruntime.style.source.Formatting;
import io.skipruntime.style.source.HostIndependence;
import io.skipruntime.style.source.MarkedPackages;
import io.skipruntime.style.source.MethodLength;
import io.skipruntime.style.source.PlainWords;
import io.skipruntime.style.source.PublicDocumentation;
import io.skipruntime.style.source.TestHabits;
import io.skipruntime.style.source.TypeNames;
import io.skipruntime.style.text.Addresses;
import io.skipruntime.style.text.MachinePaths;
import io.skipruntime.style.text.UnfinishedMarks;
import java.util.List;

/** The checks that read the project's files alone, so that they can run before all else. */
class StyleTest extends CheckSuite {

  StyleTest() {
    super(
        "quality/style",
        List.of(
            new FileLength(),
            new MethodLength(),
            new TypeNames(),
            new TestHabits(),
            new PublicDocumentation(),
            new Definitions(),
            new PlainWords(),
            new MarkedPackages(),
            new Formatting(),
            new UnfinishedMarks(),
            new MachinePaths(),
            new Addresses(),
            new HostIndependence(),
            new CompiledSnippets(),
            new RelativeLinks()));
  }
}
