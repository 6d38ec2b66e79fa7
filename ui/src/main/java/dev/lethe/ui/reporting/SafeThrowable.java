package dev.lethe.ui.reporting;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.sql.SQLException;

/** Exceptions as type, stack and causes; their messages only where those are harmless, and of databases the SQL state. */
public final class SafeThrowable extends ThrowableHandlingConverter {

    @Override
    public String convert(ILoggingEvent event) {
        return text(event.getThrowableProxy());
    }

    /** The same for an exception that was caught. */
    public static String of(Throwable thrown) {
        return text(new ThrowableProxy(thrown));
    }

    private static String text(IThrowableProxy first) {
        var text = new StringBuilder();
        for (IThrowableProxy thrown = first; thrown != null; thrown = thrown.getCause()) {
            if (thrown != first) text.append("Caused by: ");
            text.append(Harmless.describe(thrown.getClassName(), thrown.getMessage()));
            if (thrown instanceof ThrowableProxy proxy && proxy.getThrowable() instanceof SQLException sql) {
                text.append(" [SQL state ").append(sql.getSQLState()).append(']');
            }
            text.append('\n');
            StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
            int own = frames.length - thrown.getCommonFrames();
            for (int i = 0; i < own; i++)
                text.append("    ").append(frames[i].getSTEAsString()).append('\n');
            if (own < frames.length)
                text.append("    … ").append(frames.length - own).append(" more\n");
        }
        return text.toString();
    }
}
