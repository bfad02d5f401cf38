package io.skipruntime.server.reload;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Makes a class and its members public, so that the classes of a package, or of one source file,
 * can use each other although they were loaded at different times by different loaders: to the JVM
 * they are of different packages.
 *
 * <p>A private instance method stays as it is, since a public one of the same name might be
 * overridden. The classes of a nest that call such methods of each other are {@code kept together}:
 * always loaded by one loader, and of one nest as they were compiled.
 */
final class OpenedAccess extends ClassVisitor {

  private final boolean keepsNest;

  private OpenedAccess(ClassWriter writer, boolean keepsNest) {
    super(Opcodes.ASM9, writer);
    this.keepsNest = keepsNest;
  }

  /**
   * The class with its members public.
   *
   * @param keepsNest whether the class stays in the nest that it was compiled in
   */
  static byte[] of(byte[] code, boolean keepsNest) {
    ClassReader reader = new ClassReader(code);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new OpenedAccess(writer, keepsNest), 0);
    return writer.toByteArray();
  }

  private static int opened(int access) {
    return (access & ~(Opcodes.ACC_PRIVATE | Opcodes.ACC_PROTECTED)) | Opcodes.ACC_PUBLIC;
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      @Nullable String signature,
      @Nullable String superName,
      String @Nullable [] interfaces) {
    super.visit(version, opened(access), name, signature, superName, interfaces);
  }

  @Override
  public void visitNestHost(String host) {
    if (keepsNest) {
      super.visitNestHost(host);
    }
  }

  @Override
  public void visitNestMember(String member) {
    if (keepsNest) {
      super.visitNestMember(member);
    }
  }

  @Override
  public @Nullable FieldVisitor visitField(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      @Nullable Object value) {
    return super.visitField(opened(access), name, descriptor, signature, value);
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    boolean stays = ClassFile.isPrivateInstanceMethod(access, name) || name.equals("<clinit>");
    return super.visitMethod(
        stays ? access : opened(access), name, descriptor, signature, exceptions);
  }
}
