package dev.lethe.ui.reporting;

import io.sentry.Breadcrumb;
import io.sentry.Hint;
import io.sentry.SentryEvent;
import io.sentry.SentryOptions;
import io.sentry.protocol.SentryException;
import io.sentry.protocol.SentryStackFrame;
import io.sentry.protocol.SentryStackTrace;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What an error report holds when {@code SENTRY_DSN} asks for reports. Not a filter but a fresh report: time, level,
 * version, and of each exception its type, its stack and, where that is harmless, its message. Of the request, the user and
 * what happened before, nothing is ever copied, whatever a later version of the SDK may collect.
 */
@Configuration(proxyBeanMethods = false)
class ErrorReports {

    @Bean
    SentryOptions.BeforeSendCallback report() {
        return ErrorReports::fresh;
    }

    @Bean
    SentryOptions.BeforeSendTransactionCallback noTransactions() {
        return (_, _) -> null;
    }

    @Bean
    SentryOptions.BeforeBreadcrumbCallback noBreadcrumbs() {
        return ErrorReports::none;
    }

    private static @Nullable Breadcrumb none(Breadcrumb breadcrumb, Hint hint) {
        return null;
    }

    private static @Nullable SentryEvent fresh(SentryEvent collected, Hint hint) {
        hint.clear();
        hint.clearAttachments();
        List<SentryException> exceptions = collected.getExceptions();
        if (exceptions == null || exceptions.isEmpty()) return null; // a log line: its words are not for sending
        var report = new SentryEvent(collected.getTimestamp());
        report.setEventId(collected.getEventId());
        report.setLevel(collected.getLevel());
        report.setPlatform(collected.getPlatform());
        report.setSdk(collected.getSdk());
        report.setRelease(collected.getRelease());
        report.setEnvironment(collected.getEnvironment());
        report.setExceptions(exceptions.stream().map(ErrorReports::fresh).toList());
        return report;
    }

    private static SentryException fresh(SentryException collected) {
        var exception = new SentryException();
        exception.setType(collected.getType());
        exception.setModule(collected.getModule());
        if (Harmless.is(collected.getModule() + ".")) exception.setValue(collected.getValue());
        SentryStackTrace stack = collected.getStacktrace();
        if (stack != null && stack.getFrames() != null) {
            exception.setStacktrace(new SentryStackTrace(
                    stack.getFrames().stream().map(ErrorReports::fresh).toList()));
        }
        return exception;
    }

    private static SentryStackFrame fresh(SentryStackFrame collected) {
        var frame = new SentryStackFrame();
        frame.setModule(collected.getModule());
        frame.setFunction(collected.getFunction());
        frame.setFilename(collected.getFilename());
        frame.setLineno(collected.getLineno());
        frame.setInApp(collected.isInApp());
        return frame;
    }
}
