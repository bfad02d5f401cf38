package io.skipruntime.language.typescript;

import static io.skipruntime.language.typescript.Programs.contents;
import static io.skipruntime.language.typescript.Programs.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.ComputationException;
import io.skipruntime.ForbiddenException;
import io.skipruntime.InvalidInputException;
import io.skipruntime.Principal;
import io.skipruntime.PrincipalRequiredException;
import io.skipruntime.engine.ClientParams;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.workers.WorkerProgram;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Commands in TypeScript, and types that what enters is checked against. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TypeScriptCommandTest {

  private static final Principal ANN = new Principal("tests", "ann");

  private WorkerProgram program;
  private ServiceInstance service;

  @BeforeAll
  void start() {
    program = Programs.start("auction.ts");
    service = program.service();
  }

  @AfterAll
  void end() {
    if (program != null) {
      program.close();
    }
  }

  @BeforeEach
  void clear() {
    update(service, "bids", "[[\"vase-10\",[]],[\"vase-12\",[]],[\"b\",[]]]");
  }

  private Json run(String command, String params) {
    return service.commands().run(command, Json.parse(params)).result();
  }

  private static ClientParams of(String json, Principal user) {
    return new ClientParams(Json.parse(json), Optional.of(user));
  }

  @Test
  void commands_readOneVersion_andWriteTheNext() {
    assertThat(run("place_bid", "{\"item\":\"vase\",\"amount\":10}").asObject().get("bid"))
        .isEqualTo(Json.of("vase-10"));
    assertThat(contents(service, "highest", "{}")).isEqualTo("[[\"vase\",[10]]]");
    service.commands().run("place_bid", of("{\"item\":\"vase\",\"amount\":12}", ANN));
    assertThat(service.getInput("bids"))
        .anySatisfy(entry -> assertThat(entry.values().toString()).contains("\"by\":\"ann\""));
    assertThat(run("try", "\"clear\"")).isEqualTo(Json.object(Map.of()));
    assertThat(contents(service, "highest", "{}")).isEqualTo("[[\"vase\",[12]]]");
  }

  @Test
  void refusals_haveTheirKindAndReason_andChangeNothing() {
    run("place_bid", "{\"item\":\"vase\",\"amount\":10}");
    assertThatThrownBy(() -> run("place_bid", "{\"item\":\"vase\",\"amount\":10}"))
        .isInstanceOfSatisfying(
            CommandRefusedException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(CommandRefusedException.Kind.CONFLICT);
              assertThat(refused.reason()).isEqualTo("a bid must be above 10");
            });
    assertThatThrownBy(() -> run("place_bid", "{\"item\":\"vase\",\"amount\":0}"))
        .isInstanceOfSatisfying(
            CommandRefusedException.class,
            refused -> assertThat(refused.kind()).isEqualTo(CommandRefusedException.Kind.INVALID));
    assertThat(contents(service, "highest", "{}")).isEqualTo("[[\"vase\",[10]]]");
  }

  @Test
  void idempotencyKeys_giveTheFirstAnswer() {
    Json params = Json.parse("{\"item\":\"vase\",\"amount\":10}");
    Json first = service.commands().run("place_bid", params, "key").result();
    assertThat(service.commands().run("place_bid", params, "key").result()).isEqualTo(first);
  }

  @Test
  void failures_nameThePlace_andChangeNothing() {
    assertThatThrownBy(() -> run("try", "\"throw\""))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("as it was told (")
        .hasMessageContaining("auction.ts:54:");
    assertThatThrownBy(() -> run("try", "\"map\"")).hasMessageContaining("makes none");
    assertThatThrownBy(() -> run("try", "\"computed\"")).hasMessageContaining("is computed");
    assertThatThrownBy(() -> run("try", "\"wrong\""))
        .hasMessageContaining("/0/1/0/item: expected a string, found 7");
    assertThat(contents(service, "highest", "{}")).isEqualTo("[]");
  }

  @Test
  void processesThatDieAgainAndAgain_areStartedAgain() {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> run("try", "\"exit\""))
          .hasMessageContaining("ended the worker process, with status 3");
    }
    run("place_bid", "{\"item\":\"vase\",\"amount\":10}");
    assertThat(contents(service, "highest", "{}")).isEqualTo("[[\"vase\",[10]]]");
  }

  @Test
  void whatDoesNotFitTheTypes_isRefusedWithItsPlace() {
    assertThatThrownBy(() -> run("place_bid", "{\"item\":\"vase\",\"amount\":1.5}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("/amount: expected a whole number, found 1.5");
    assertThatThrownBy(() -> update(service, "bids", "[[\"b\",[{\"item\":\"vase\"}]]]"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("/0/1/0/amount: missing; expected a whole number");
    assertThatThrownBy(() -> update(service, "bids", "[[7,[]]]"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("/0/0: expected a string, found 7");
  }

  @Test
  void principals_areTheVerifiedUser_andNobodyElse() {
    run("place_bid", "{\"item\":\"vase\",\"amount\":10}");
    assertThat(service.getAll("mine", of("{\"items\":[\"vase\"]}", ANN))).hasSize(1);
    assertThatThrownBy(() -> contents(service, "mine", "{\"items\":[]}"))
        .isInstanceOf(PrincipalRequiredException.class);
    assertThatThrownBy(() -> contents(service, "mine", "{\"items\":[],\"user\":{}}"))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(
            () -> service.getAll("mine", of("{\"items\":[]}", new Principal("tests", "mallory"))))
        .isInstanceOf(ForbiddenException.class)
        .hasMessage("mallory is out");
    assertThat(service.commands().names()).isEqualTo(List.of("place_bid", "try"));
    assertThat(service.commands().isForAnybody("place_bid")).isTrue();
    assertThat(service.commands().isForAnybody("try")).isFalse();
  }

  @Test
  void typesOfTheService_arePrintedForClients() throws Exception {
    assertThat(Programs.types("auction.ts"))
        .contains(
            "export interface AuctionService {",
            """
                readonly place_bid: {
                  readonly params: { readonly amount: number; readonly item: string };
                  readonly result: { readonly at: string; readonly bid: string };
                };
            """,
            """
                  readonly value: { readonly amount: number; readonly by?: string; readonly item: string };
            """);
  }
}
