package io.skipruntime;

import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.Json;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The external resources that have the outcomes of {@link AsyncFunction}s, which each service has
 * without naming them. A resource has, for each key as JSON, the outcomes of calls for it, the
 * newest first. Its data is a source's like any other: each outcome comes in a commit, is recorded
 * with the rest, and is there again when the service recovers.
 */
public final class AsyncResource {

  /** The name of the external service, which no service can give to another one. */
  public static final String SERVICE = "skip.async";

  private static final int DIGEST_BYTES = 16;

  private AsyncResource() {}

  /**
   * The outcome of a call: a result or an error.
   *
   * @param argument the {@linkplain #digestOf digest} of the value that the call was made for
   * @param result the result; empty if the call failed
   * @param error why it failed; empty if it did not
   * @param isLasting whether it will fail again, so that it is not made again
   * @param <R> type of the result
   */
  public record Outcome<R>(
      String argument, Optional<R> result, Optional<String> error, boolean isLasting) {

    /** The outcome of a call that gave a result. */
    public static <R> Outcome<R> success(String argument, R result) {
      return new Outcome<>(argument, Optional.of(result), Optional.empty(), false);
    }

    /** The outcome of a call that failed. */
    public static <R> Outcome<R> failure(String argument, String error, boolean isLasting) {
      return new Outcome<>(argument, Optional.empty(), Optional.of(error), isLasting);
    }
  }

  /** The type of outcomes with results of a type. */
  private record OutcomeType(Type result) implements ParameterizedType {

    @Override
    public Type[] getActualTypeArguments() {
      return new Type[] {result};
    }

    @Override
    public Type getRawType() {
      return Outcome.class;
    }

    @Override
    public Type getOwnerType() {
      return AsyncResource.class;
    }

    @Override
    public String getTypeName() {
      return Outcome.class.getName() + "<" + result.getTypeName() + ">";
    }

    @Override
    public String toString() {
      return getTypeName();
    }
  }

  /**
   * The resource with the outcomes of a function.
   *
   * @param captured what the function captured, as a text
   */
  public static ExternalResource<Json, Outcome<Object>> of(
      AsyncOptions<?> options, String captured) {
    Json params =
        Json.object(
            Map.of("version", Json.of(options.version()), "function", Json.of(digest(captured))));
    return new ExternalResource<>(
        SERVICE, options.name(), params, Json.class, new OutcomeType(options.result()));
  }

  /** The key under which the outcomes of calls for a key are. */
  public static Json keyOf(Object key) {
    return Json.from(CanonicalKey.of(key));
  }

  /** The digest that stands for a value among outcomes; equal values have equal ones. */
  public static String digestOf(Object value) {
    return digest(Json.from(value).toString());
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(digest, DIGEST_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
