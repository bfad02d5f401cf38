package io.skipruntime.examples.recipes;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Order;
import io.skipruntime.Pair;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.util.Map;

/**
 * Orders: what docs/sinks.md shows. Commands append to a log of events, read models are made of the
 * log, and sinks carry these to other systems. The resource {@code customer_screen} is all that one
 * screen shows.
 *
 * @param sinks the sinks, by name
 */
public record OrdersService(Map<String, ResourceSink> sinks)
    implements SkipService<OrdersService.Inputs, OrdersService.Shared> {

  // region log
  /** Something that happened to an order; it is never changed. */
  public record Event(String order, long number, String what, String customer, long cents) {}

  /** The log: events by order and number. */
  public record Inputs(EagerCollection<Pair<String, Long>, Event> log) {}

  /** The customer has ordered something. */
  public record PlaceOrder(String order, String customer, long cents)
      implements Command<Inputs, Shared, Commands.NoResult> {
    @Override
    public Commands.NoResult run(Inputs inputs, Shared shared, CommandContext context) {
      if (shared.orders().findUnique(order).isPresent()) {
        throw CommandRefusedException.conflict("the order has been placed");
      }
      Event placed = new Event(order, 1, "placed", customer, cents);
      context.put(inputs.log(), new Pair<>(order, placed.number()), placed);
      return new Commands.NoResult();
    }
  }

  /** The order is on its way, or is not wanted any more: the next event of one that is placed. */
  public record ChangeOrder(String order, String what)
      implements Command<Inputs, Shared, Commands.NoResult> {
    @Override
    public Commands.NoResult run(Inputs inputs, Shared shared, CommandContext context) {
      Event before =
          shared
              .orders()
              .findUnique(order)
              .filter(last -> last.what().equals("placed"))
              .orElseThrow(() -> CommandRefusedException.conflict("no such order waits"));
      Event next = new Event(order, before.number() + 1, what, before.customer(), before.cents());
      context.put(inputs.log(), new Pair<>(order, next.number()), next);
      return new Commands.NoResult();
    }
  }

  // endregion

  // region models
  /** A line of a customer's screen. */
  public record Line(String text, String state, long cents) {}

  /** The read models. */
  public record Shared(
      EagerCollection<String, Event> orders,
      EagerCollection<String, Long> revenue,
      EagerCollection<Pair<String, String>, Line> lines) {}

  @Override
  public Shared createGraph(Inputs in, Context context) {
    EagerCollection<String, Event> orders =
        in.log().topBy(Event::order, 1, Order.by(Event::number).descending()).keyBy(Event::order);
    EagerCollection<String, Long> revenue =
        orders
            .filter(order -> !order.what().equals("cancelled"))
            .groupBy(Event::customer, Reducers.of(Event::cents, Reducers.<Long>sum()));
    EagerCollection<Pair<String, String>, Line> lines =
        orders.map((id, last, out) -> {
          Event order = last.getUnique();
          out.emit(new Pair<>(order.customer(), id), new Line(id, order.what(), order.cents()));
        });
    return new Shared(orders, revenue, lines);
  }

  // endregion

  // region screen
  /** The screen of a customer: the sum, and a line for each order. */
  public record CustomerScreen(String customer) implements Resource<Shared> {
    @Override
    public EagerCollection<Pair<String, String>, Line> instantiate(Shared shared, Context context) {
      String who = customer;
      return shared
          .lines()
          .slicePrefix(who)
          .merge(
              shared
                  .revenue()
                  .slice(who, who)
                  .map((name, cents, out) ->
                      out.emit(new Pair<>(name, ""), new Line("total", "", cents.getUnique()))));
    }
  }

  // endregion

  @Override
  public Commands<Inputs, Shared> commands() {
    return Commands.<Inputs, Shared>empty()
        .and("place_order", PlaceOrder.class)
        .and("change_order", ChangeOrder.class);
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("orders", (shared, context) -> shared.orders())
        .and("revenue", (shared, context) -> shared.revenue())
        .and("customer_screen", CustomerScreen.class);
  }
}
