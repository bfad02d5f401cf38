package io.skipruntime.typescript;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Codecs;
import io.skipruntime.json.Tuple;
import io.skipruntime.typescript.TypeScript.LongNumbers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TypeScriptTest {

  private static final String HEAD =
      """
      import type { Json } from "@skipruntime-jvm/client";

      /** The types of ShopService. Generated; do not edit. */
      export interface ShopService {
        readonly inputs: {
          readonly offers: {
            readonly key: string;
            readonly value: Offer;
          };
          readonly stock: {
            readonly key: Pair;
            readonly value: { readonly [key: string]: number | bigint };
          };
          readonly notes: {
            readonly key: Pair2;
            readonly value: readonly (readonly [readonly number[], boolean])[] | Record<string, never>;
          };
        };
      """;

  private static final String RESOURCES =
      """
        readonly resources: {
          readonly cheapest: {
            readonly params: number;
            readonly key: string;
            readonly value: Offer;
          };
          /** Its entries are not declared: `instantiate` has no return type that says. */
          readonly search: {
            readonly params: { readonly text?: string | null; readonly exact: boolean };
            readonly key: Json;
            readonly value: Json;
          };
          /** Its entries are not declared: `instantiate` has no return type that says. */
          readonly "all-offers": {
            readonly params: Record<string, never>;
            readonly key: Json;
            readonly value: Json;
          };
        };
        readonly commands: {
          readonly offer: {
            readonly params: { readonly name: string; readonly price: number };
            readonly result: Offer;
          };
          readonly clear: {
            readonly params: Record<string, never>;
            readonly result: Record<string, never>;
          };
        };
      }
      """;

  private static final String DECLARATIONS =
      """

      export type Offer = Single | Bundle | Nothing;

      export interface Pair {
        readonly first: number;
        readonly second: Colour;
      }

      export interface Pair2 {
        readonly first: Json;
        readonly second: string;
      }

      export interface Single {
        readonly type: "Single";
        readonly price: number;
        readonly note: string | null;
      }

      export interface Bundle {
        readonly type: "Bundle";
        readonly parts: readonly Offer[];
      }

      export interface Nothing {
        readonly type: "Nothing";
      }

      export type Colour = "RED" | "GREEN";
      """;

  @Test
  void types_areThoseOfTheJson_ofInputsResourcesAndCommands() {
    assertThat(TypeScript.of(new ShopService(), LongNumbers.NUMBER))
        .isEqualTo(HEAD + RESOURCES + DECLARATIONS);
  }

  @Test
  void largeNumbers_areAllowedForWhereThatIsAsked() {
    assertThat(TypeScript.of(new ShopService(), LongNumbers.NUMBER_OR_BIGINT))
        .contains("readonly price: number | bigint;", "readonly (number | bigint)[]")
        .contains("readonly params: number;");
  }

  @Test
  void program_printsTheTypesOfAClass_orWhatIsWrongWithIt() {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(stream);
      System.setErr(stream);
      assertThat(Types.execute(ShopService.class.getName())).isZero();
      assertThat(Types.execute("com.example.None")).isEqualTo(1);
      assertThat(Types.execute(String.class.getName())).isEqualTo(1);
      assertThat(Types.execute(LongNumbers.class.getName())).isEqualTo(1);
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .startsWith("import type { Json }")
        .contains("there is no class com.example.None on the class path")
        .contains("java.lang.String is not a SkipService")
        .contains("has no constructor without parameters");
  }

  @Test
  void types_areUtf8WhateverTheLocale_andTellWhenTheyCannotBeWritten() {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int each) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    try (PrintStream ascii = new PrintStream(printed, true, StandardCharsets.US_ASCII);
        PrintStream broken = new PrintStream(full, false, StandardCharsets.UTF_8)) {
      System.setErr(ascii);
      System.setOut(ascii);
      assertThat(Types.print("interface Größe {}")).isZero();
      System.setOut(broken);
      assertThat(Types.print("interface Größe {}")).isEqualTo(4);
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("interface Größe {}");
  }

  @Tuple
  record Rank(String item, double amount, Optional<String> bid) {}

  @Test
  void tuple_isAnArrayTypeWithLabels() {
    TypeTexts texts = new TypeTexts("Service", LongNumbers.NUMBER);
    assertThat(texts.of(Codecs.of(Rank.class).jsonType())).isEqualTo("Rank");
    assertThat(texts.declarations())
        .isEqualTo(
            "\nexport type Rank ="
                + " readonly [item: string, amount: number, bid: string | null];\n");
  }
}
