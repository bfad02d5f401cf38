package io.skipruntime.kafka.registry;

import dev.harrel.jsonschema.Dialects;
import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.JsonSchemaException;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import io.skipruntime.kafka.UnfitRecordException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The codec of a schema of JSON Schema: JSON in UTF-8 that is valid by it. A schema that does not
 * name its draft is of draft 7, as registries take it.
 */
final class JsonSchemaCodec implements Codec {

  private static final String ROOT = "urn:skip:schema";

  private final Validator validator;
  private final URI root;

  /** One validation at a time, as the library asks for. */
  private final ReentrantLock lock = new ReentrantLock();

  private JsonSchemaCodec(Validator validator, URI root) {
    this.validator = validator;
    this.root = root;
  }

  static JsonSchemaCodec of(SchemaText text) throws UnfitRecordException {
    try {
      Validator validator =
          new ValidatorFactory()
              .withDefaultDialect(new Dialects.Draft7Dialect())
              .withJsonNodeFactory(new JsonNodes())
              .createValidator();
      URI base = URI.create(ROOT);
      for (SchemaText.Import each : text.imports()) {
        validator.registerSchema(base.resolve(each.name()), each.text());
      }
      return new JsonSchemaCodec(validator, validator.registerSchema(base, text.text()));
    } catch (JsonSchemaException | JsonSyntaxException | IllegalArgumentException e) {
      throw new UnfitRecordException(
          "its schema is none of JSON Schema: " + SourceException.messageOf(e));
    }
  }

  @Override
  public Json read(ByteBuffer body) throws UnfitRecordException {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    Json json;
    try {
      json = Json.parse(bytes);
    } catch (JsonSyntaxException e) {
      throw new UnfitRecordException("it is not JSON: " + SourceException.messageOf(e));
    }
    check(json);
    return json;
  }

  @Override
  public void write(Json json, ByteArrayOutputStream target) throws UnfitRecordException {
    check(json);
    target.writeBytes(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void check(Json json) throws UnfitRecordException {
    Validator.Result result;
    lock.lock();
    try {
      result = validator.validate(root, (Object) json);
    } catch (JsonSchemaException e) {
      throw new UnfitRecordException(
          "its schema cannot be applied: " + SourceException.messageOf(e));
    } finally {
      lock.unlock();
    }
    if (!result.isValid()) {
      throw new UnfitRecordException(
          "it is not valid: "
              + result.getErrors().stream().findFirst().map(JsonSchemaCodec::shown).orElse(""));
    }
  }

  private static String shown(Error error) {
    String place = error.getInstanceLocation().isEmpty() ? "/" : error.getInstanceLocation();
    return place + ": " + error.getError();
  }
}
