package dev.lethe.ui.cli;

import dev.lethe.shredding.VaultException;
import dev.lethe.ui.embedded.CannotStartException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.BindException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.PortInUseException;

/** Why a start failed, in one line: the first cause that we have words for. */
final class Reason {

    private Reason() {}

    static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String line = switch (cause) {
                case CannotStartException e -> e.getMessage();
                case VaultException e -> e.getMessage();
                case PortInUseException e -> portTaken(e.getPort());
                case BindException e -> "The address cannot be listened at (" + e.getMessage() + ")";
                case SQLException e -> database(e);
                case StatusRuntimeException e -> axonServer(e.getStatus().getCode());
                case UnsatisfiedDependencyException e -> setting(e);
                case org.springframework.boot.context.properties.bind.BindException e ->
                    unusable(e.getName().toString(), e.getTarget().getType().resolve());
                // A part that refuses the value of a setting names the setting first.
                case IllegalArgumentException e -> ofSetting(e.getMessage());
                case IllegalStateException e -> ofSetting(e.getMessage());
                default -> null;
            };
            if (line != null) return line;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FlywayException) {
                return "The tables in the database do not fit this version of Lethe. Start the version that made them, or a newer one";
            }
        }
        return "It failed (" + root(failure).getClass().getSimpleName() + ")";
    }

    static String portTaken(int port) {
        return "Port " + port + " is taken. Stop what listens there, or choose another with --port=";
    }

    /** When it is for the value of a setting that a part could not be made. */
    private static @Nullable String setting(UnsatisfiedDependencyException failure) {
        InjectionPoint point = failure.getInjectionPoint();
        Value setting = point == null ? null : point.getAnnotation(Value.class);
        if (setting == null || !(failure.getCause() instanceof TypeMismatchException mismatch)) return null;
        return unusable(setting.value().replaceFirst("^\\$\\{([^:}]*).*", "$1"), mismatch.getRequiredType());
    }

    /** Without the value, which may be a password in the wrong place. */
    private static String unusable(String setting, @Nullable Class<?> type) {
        String takes;
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class)
            takes = ": it takes a whole number";
        else if (type == Duration.class) takes = ": it takes a length of time, like 500ms or 5s";
        else takes = "";
        return "The setting " + setting + " ("
                + setting.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_") + ") has a value that cannot be used"
                + takes;
    }

    private static @Nullable String ofSetting(@Nullable String message) {
        return message != null && message.startsWith("lethe.") ? message : null;
    }

    private static String axonServer(Status.Code code) {
        return switch (code) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED ->
                "The Axon Server cannot be reached. Is it running, and is AXON_AXONSERVER_SERVERS right?";
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                "The Axon Server refuses Lethe. Check AXON_AXONSERVER_TOKEN and AXON_AXONSERVER_CONTEXT";
            default -> "The Axon Server failed (" + code + ")";
        };
    }

    private static String database(SQLException e) {
        if (e.getSQLState() == null)
            return "A database gave no connection. Is it running, and does it allow as many as Lethe asks for?";
        String state = e.getSQLState();
        return switch (state) {
            case "08001", "08004", "08006" ->
                "A database cannot be reached. Is it running, and are LETHE_DB_URL and LETHE_VAULT_DB_URL right?";
            case "28P01", "28000", "42501" ->
                "A database refuses Lethe's user or password. Check LETHE_DB_USERNAME, LETHE_DB_PASSWORD and their LETHE_VAULT_ twins";
            case "3D000" -> "A database does not exist. Create it, or check LETHE_DB_URL and LETHE_VAULT_DB_URL";
            case "53100" -> "The disk of the database is full. Free some space";
            default -> "A database failed (SQL state " + state + ")";
        };
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) root = root.getCause();
        return root;
    }
}
