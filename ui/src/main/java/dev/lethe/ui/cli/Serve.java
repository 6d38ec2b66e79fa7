package dev.lethe.ui.cli;

import dev.lethe.shredding.KeyVault;
import dev.lethe.ui.accounts.FirstAdministrator;
import dev.lethe.ui.control.ControlSocket;
import dev.lethe.ui.control.Tasks;
import dev.lethe.ui.demo.DemoCouncil;
import dev.lethe.ui.embedded.CannotStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
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
        System.err.println("Lethe is starting on " + where.data() + " …");
        var instance = Instance.start(application, where, settings);
        @Nullable
        ControlSocket socket =
                ControlSocket.open(instance.data(), instance.context().getBean(Tasks.class));
        if (socket != null) Runtime.getRuntime().addShutdownHook(new Thread(socket::close, "control-close"));
        var context = instance.context();
        // before the warnings: when it is refused, that is the one line to read
        if (demo) fill(context.getBean(DemoCouncil.class));
        for (String warning : context.getBean(KeyVault.class).health().warnings()) {
            System.err.println("Warning: " + warning);
        }
        int listening = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        String url = url(address, listening);
        context.getBean(FirstAdministrator.class)
                .link()
                .ifPresent(path -> System.out.println(
                        "There is no account yet. Make the first administrator, once, at\n  " + url + path));
        System.out.println("Lethe is ready at " + url + "  (Ctrl-C stops it)");
        new CountDownLatch(1).await();
        return 0;
    }

    /** What to type into a browser: an address that stands for all of this machine's is none to go to. */
    static String url(String address, int port) {
        String bare = address.replaceFirst("^\\[(.*)]$", "$1");
        String host = bare.contains(":") ? "[" + bare.replace("%", "%25") + "]" : bare;
        return "http://" + (bare.equals("127.0.0.1") || isWildcard(bare) ? "localhost" : host) + ":" + port;
    }

    private static boolean isWildcard(String address) {
        try {
            return InetAddress.getByName(address).isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return false; // and nothing would listen at it
        }
    }

    private static void fill(DemoCouncil council) {
        var terminal = new Terminal();
        try {
            council.fill(terminal);
        } finally {
            terminal.end();
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
