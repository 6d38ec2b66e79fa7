package dev.lethe.ui.reporting;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;

/**
 * A log event's text without the words of the exceptions that it is about: web servers and template engines repeat them
 * there. What follows a line break is indented, so that nobody can forge a line.
 */
public final class SafeMessage extends MessageConverter {

    @Override
    public String convert(ILoggingEvent event) {
        String text = String.valueOf(super.convert(event));
        for (IThrowableProxy thrown = event.getThrowableProxy(); thrown != null; thrown = thrown.getCause()) {
            String message = thrown.getMessage();
            if (message != null && !message.isEmpty() && !Harmless.is(thrown.getClassName())) {
                text = text.replace(message, "…");
            }
        }
        return text.replace('\r', ' ').replace("\n", "\n    ");
    }
}
