/**
 * The demo: a live auction, with a page that shows what each change makes the engine do, and
 * buttons that put its promises to the test.
 *
 * <p>{@code LiveAuctionService} is the service, and nothing in it knows that it is watched. {@code
 * DemoServer} runs it and can start it again, {@code Auctioneer} makes bids come, {@code Cable} is
 * the connection of the page that can be pulled out, {@code Trials} are the buttons, and {@code
 * DemoWeb} serves the page and what it asks for. The control listener is for none of this: the web
 * application is the demo's own, and no service has it.
 */
@NullMarked
package io.skipruntime.examples.demo;

import org.jspecify.annotations.NullMarked;
