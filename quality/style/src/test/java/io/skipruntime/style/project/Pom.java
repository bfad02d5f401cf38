package io.skipruntime.style.project;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What the checks need to know of a Maven POM.
 *
 * @param artifactId the name of the module's artifact
 * @param modules the directories of its modules, in its order
 * @param dependencies the artifact ids of its own dependencies
 */
public record Pom(String artifactId, List<String> modules, List<String> dependencies) {

  static Pom parse(String text) {
    Element project;
    try {
      project =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(text)))
              .getDocumentElement();
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalArgumentException("not a POM: " + e.getMessage(), e);
    }
    List<Element> dependencies =
        children(project, "dependencies").stream()
            .flatMap(list -> children(list, "dependency").stream())
            .toList();
    return new Pom(
        String.join("", texts(project, "artifactId")),
        children(project, "modules").stream()
            .flatMap(list -> texts(list, "module").stream())
            .toList(),
        dependencies.stream().flatMap(each -> texts(each, "artifactId").stream()).toList());
  }

  private static List<String> texts(Element parent, String name) {
    return children(parent, name).stream().map(child -> child.getTextContent().strip()).toList();
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> children = new ArrayList<>();
    for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element element && element.getTagName().equals(name)) {
        children.add(element);
      }
    }
    return children;
  }
}
