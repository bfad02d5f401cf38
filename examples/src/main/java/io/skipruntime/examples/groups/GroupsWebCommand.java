package io.skipruntime.examples.groups;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A program that runs the web application until the process is told to stop. */
@Command(
    name = "groups-web",
    sortOptions = false,
    description = "The web application in front of a running groups service.")
public final class GroupsWebCommand implements Callable<Integer> {

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "address to listen at (default: ${DEFAULT-VALUE})")
  private String host = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8082",
      description = "port to listen at, 0 for any (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this text")
  @SuppressWarnings("UnusedVariable") // picocli asks the option
  private boolean help;

  @Override
  public Integer call() throws InterruptedException {
    GroupsWeb web;
    try {
      web = GroupsWeb.start(service.entrypoint(), host, port);
    } catch (IOException e) {
      System.err.println(
          "cannot listen at " + GroupsWeb.authority(host, port) + ": " + e.getMessage());
      return 1;
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              web.close();
              stopped.countDown();
            }));
    String address = "http://" + GroupsWeb.authority(host, web.port());
    System.out.println("GroupsWeb is running at " + address);
    System.out.println("Its page works if the service runs with --cors-origin " + address);
    stopped.await();
    return 0;
  }
}
