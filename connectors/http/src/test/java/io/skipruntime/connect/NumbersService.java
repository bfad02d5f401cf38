package io.skipruntime.connect;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.math.BigDecimal;

/**
 * The other service: its resource {@code rows} is its input. With the parameters {@code
 * {"no":true}} it fails as long as there is a key "bad".
 */
final class NumbersService implements SkipService<NumbersService.Inputs, NumbersService.Inputs> {

  record Inputs(EagerCollection<String, BigDecimal> numbers) {}

  record Checked() implements Mapper<String, BigDecimal, String, BigDecimal> {
    @Override
    public void mapEntry(String key, Values<BigDecimal> values, Emitter<String, BigDecimal> out) {
      if (key.equals("bad")) {
        throw new IllegalStateException("a bad number");
      }
      out.emit(key, values.getUnique());
    }
  }

  record Rows(Json params) implements Resource<Inputs> {
    @Override
    public EagerCollection<String, BigDecimal> instantiate(Inputs inputs, Context context) {
      return params instanceof JsonObject object && object.find("no").isPresent()
          ? inputs.numbers().map(new Checked())
          : inputs.numbers();
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.of("rows", Json.class, Rows::new);
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }
}
