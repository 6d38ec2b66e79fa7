package dev.lethe.ui.cli;

import dev.lethe.shredding.VaultInspection;
import dev.lethe.ui.accounts.FirstAdministrator;
import dev.lethe.ui.control.ControlSocket;
import dev.lethe.ui.control.Tasks;
import dev.lethe.ui.demo.DemoCouncil;
import dev.lethe.ui.embedded.CannotStartException;
import dev.lethe.ui.web.PublicAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "serve", description = "Runs Lethe until it is stopped with Ctrl-C.", sortOptions = false)
final class Serve implements Callable<Integer> {

    private final Class<?> application;

    @Option(
            names = "--port",
            paramLabel = "<number>",
            defaultValue = "${env:SERVER_PORT:-8080}",
            description = "The port that it listens at (default: 8080).")
    private int port;

    @Option(
            names = "--address",
            paramLabel = "<address>",
            defaultValue = "${env:SERVER_ADDRESS:-127.0.0.1}",
            description =
                    "The address that it listens at (default: 127.0.0.1, this machine only). Put a proxy that speaks HTTPS in front before you open it to others.")
    private String address = "127.0.0.1";

    @Mixin
    private Where where = new Where();

    @Option(
            names = "--demo",
            description = "Fills it with a believable council, and gives its staff new passwords and prints them.")
    private boolean demo;

    Serve(Class<?> application) {
        this.application = application;
    }

    @Override
    public Integer call() throws InterruptedException {
        refuseTakenPort();
        Map<String, Object> settings = new HashMap<>();
        settings.put("server.port", port);
        settings.put("server.address", address);
        // Weaker than what is configured: it is only where nobody says which.
        if (port > 0 && port < 65535 && isFree(port + 1)) settings.put("lethe.health.usual-port", port + 1);
        System.err.println("Lethe is starting on " + where.data() + " …");
        var instance = Instance.start(application, where, settings);
        @Nullable
        ControlSocket socket =
                ControlSocket.open(instance.data(), instance.context().getBean(Tasks.class));
        if (socket != null) Runtime.getRuntime().addShutdownHook(new Thread(socket::close, "control-close"));
        var context = instance.context();
        // before the warnings: when it is refused, that is the one line to read
        if (demo) fill(context.getBean(DemoCouncil.class));
        for (String warning : context.getBean(VaultInspection.class).health().warnings()) {
            System.err.println("Warning: " + warning);
        }
        int listening = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        Optional<String> known = context.getBean(PublicAddress.class).configured();
        String url = known.orElseGet(() -> url(address, listening));
        if (known.isEmpty() && !demo) System.err.println(onlyHere(listening));
        context.getBean(FirstAdministrator.class)
                .link()
                .ifPresent(path -> System.out.println(
                        "There is no account yet. Make the first administrator, once, at\n  " + url + path));
        System.out.println("Lethe is ready at " + url + "  (Ctrl-C stops it)");
        new CountDownLatch(1).await();
        return 0;
    }

    /** What to type into a browser on this machine: the names that are taken without a configured public address. */
    static String url(String address, int port) {
        boolean six = address.equals("::1") || address.equals("[::1]");
        return "http://" + (six ? "[::1]" : "localhost") + ":" + port;
    }

    private static String onlyHere(int port) {
        return "Lethe takes requests for localhost, 127.0.0.1 and [::1], port " + port
                + ", only. Set LETHE_PUBLIC_URL to the address that people will use, like https://forms.example.gov.uk";
    }

    private static void fill(DemoCouncil council) {
        var terminal = new Terminal();
        try {
            council.fill(terminal);
        } finally {
            terminal.end();
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Asked before anything is started: the web server would notice only at the end. */
    private void refuseTakenPort() {
        if (port < 0 || port > 65535) throw new CannotStartException("--port= takes a number from 1 to 65535");
        try (var socket = new ServerSocket(port, 1, InetAddress.getByName(address))) {
            socket.getLocalPort();
        } catch (UnknownHostException e) {
            throw new CannotStartException("--address=" + address + " is not an address of this machine", e);
        } catch (IOException e) {
            if (port > 0 && port < 1024 && String.valueOf(e.getMessage()).contains("ermission")) {
                throw new CannotStartException(
                        "Port " + port + " is for administrators only. Choose one above 1023", e);
            }
            if (String.valueOf(e.getMessage()).contains("assign")) {
                throw new CannotStartException("--address=" + address + " is not an address of this machine", e);
            }
            throw new CannotStartException(Reason.portTaken(port), e);
        }
    }
}
