package io.skipruntime.server.route;

import io.skipruntime.engine.CommitReport;
import io.skipruntime.engine.NodeActivity;
import io.skipruntime.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON of the reports of transactions. */
final class CommitJson {

  private CommitJson() {}

  /** What a list tells of a transaction. */
  static Json summary(CommitReport report) {
    return Json.object(members(report));
  }

  /** All of a transaction: its steps are the nodes that had work, in the order of their turns. */
  static Json detail(CommitReport report) {
    Map<String, Json> members = members(report);
    members.put("steps", Json.array(report.nodes().stream().map(CommitJson::step).toList()));
    members.put("omittedEvents", Json.of(report.omittedEvents()));
    return Json.object(members);
  }

  private static Map<String, Json> members(CommitReport report) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("number", Json.of(report.number()));
    members.put("time", Json.of(report.time().toString()));
    members.put("tick", Json.of(report.tick()));
    members.put("isCommitted", Json.of(report.isCommitted()));
    members.put("isWrite", Json.of(report.isWrite()));
    members.put("nanos", Json.of(report.durationNanos()));
    members.put("changedEntries", Json.of(report.changedEntries()));
    members.put("functionRuns", Json.of(report.functionRuns()));
    members.put("notifiedInstances", Json.of(report.notifiedInstances()));
    members.put("sentEvents", Json.of(report.sentEvents()));
    members.put("sentBytes", Json.of(report.sentBytes()));
    return members;
  }

  private static Json step(NodeActivity activity) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("node", InspectJson.node(activity.node()));
    members.put("runs", Json.of(activity.runs()));
    members.put("keys", InspectJson.array(activity.keys()));
    members.put("cutOffs", Json.of(activity.cutOffs()));
    members.put("changedEntries", Json.of(activity.changedEntries()));
    members.put("changedKeys", InspectJson.array(activity.changedKeys()));
    members.put("nanos", Json.of(activity.nanos()));
    members.put("isInput", Json.of(activity.isInput()));
    return Json.object(members);
  }
}
