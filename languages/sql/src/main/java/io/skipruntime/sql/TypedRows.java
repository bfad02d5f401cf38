package io.skipruntime.sql;

import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Values;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Map;

/** Rows of JSON as records, under keys of a type. */
record TypedRows<K, V extends Record>(Class<K> keys, Class<V> values)
    implements Mapper<Json, Json, K, V> {

  @Override
  public void mapEntry(Json key, Values<Json> rows, Emitter<K, V> out) {
    JsonObject row = (JsonObject) rows.getUnique();
    Map<String, Json> members = new HashMap<>();
    for (RecordComponent component : values.getRecordComponents()) {
      Json member = row.get(component.getName());
      members.put(component.getName(), member == null ? Json.NULL : member);
    }
    out.emit(Codecs.of(keys).decode(key), Codecs.of(values).decode(Json.object(members)));
  }
}
