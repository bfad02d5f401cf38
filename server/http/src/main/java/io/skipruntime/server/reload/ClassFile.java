package io.skipruntime.server.reload;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * A compiled class, and what it says of others.
 *
 * <ul>
 *   <li>{@link #references} has the classes that its code, declarations, generic types and
 *       annotations name, and the classes that are nested in it. It does not have the class that it
 *       is nested in unless its code names that: else any change in a service's file would be a
 *       change of each mapper in it.
 *   <li>{@link #privateMethods} has its private instance methods, {@link #calls} those of other
 *       classes that it calls or has handles of, each as owner, name and descriptor.
 * </ul>
 */
final class ClassFile {

  private final byte[] code;
  private final Set<String> references = new HashSet<>();
  private final Set<String> privateMethods = new HashSet<>();
  private final Set<String> calls = new HashSet<>();
  private String name = "";
  private String nestHost = "";

  /**
   * Reads a class.
   *
   * @throws RuntimeException if the bytes are not a class, for instance because the compiler has
   *     not finished writing it
   */
  ClassFile(byte[] code) {
    this.code = code;
    new ClassReader(code).accept(new Collector(new Names()), ClassReader.SKIP_DEBUG);
    references.remove(name);
  }

  byte[] code() {
    return code;
  }

  String name() {
    return name;
  }

  /** The outermost class of those that may use each other's private members. */
  String nestHost() {
    return nestHost;
  }

  Set<String> references() {
    return references;
  }

  Set<String> privateMethods() {
    return privateMethods;
  }

  Set<String> calls() {
    return calls;
  }

  private static String className(String internalName) {
    return internalName.replace('/', '.');
  }

  private static String method(String owner, String methodName, String descriptor) {
    return owner + "." + methodName + descriptor;
  }

  /** Is asked for the new name of everything that a class names, and changes none. */
  private final class Names extends Remapper {

    Names() {
      super(Opcodes.ASM9);
    }

    @Override
    public String map(String internalName) {
      references.add(className(internalName));
      return internalName;
    }

    @Override
    public String mapMethodName(String owner, String methodName, String descriptor) {
      calls.add(method(owner, methodName, descriptor));
      return methodName;
    }
  }

  /** Visits all of a class but what it says of the nest it is in. */
  private final class Collector extends ClassRemapper {

    Collector(Names names) {
      super(Opcodes.ASM9, new ClassWriter(0), names);
    }

    @Override
    public void visit(
        int version,
        int access,
        String internalName,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      name = className(internalName);
      nestHost = name;
      super.visit(version, access, internalName, signature, superName, interfaces);
    }

    @Override
    public void visitNestHost(String host) {
      nestHost = className(host);
    }

    @Override
    public void visitNestMember(String member) {
      references.add(className(member));
    }

    @Override
    public void visitOuterClass(
        String owner, @Nullable String methodName, @Nullable String descriptor) {}

    @Override
    public void visitInnerClass(
        String inner, @Nullable String outer, @Nullable String innerName, int access) {
      if (outer != null && className(outer).equals(name)) {
        references.add(className(inner));
      }
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String methodName,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      if (isPrivateInstanceMethod(access, methodName)) {
        privateMethods.add(method(className, methodName, descriptor));
      }
      return super.visitMethod(access, methodName, descriptor, signature, exceptions);
    }
  }

  /** Whether a method is one that only the nest may call and that cannot be made public. */
  static boolean isPrivateInstanceMethod(int access, String methodName) {
    return (access & Opcodes.ACC_PRIVATE) != 0
        && (access & Opcodes.ACC_STATIC) == 0
        && !methodName.equals("<init>");
  }
}
