package dev.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RareLogTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1); // which goes round
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final RareLog log = new RareLog(logger(), now::get);

    private Logger logger() {
        Logger logger = new LoggerContext().getLogger("test");
        lines.start();
        logger.addAppender(lines);
        return logger;
    }

    private List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void what_happens_again_and_again_is_told_once_a_minute_with_how_often_it_was() {
        for (int i = 0; i < 20; i++) log.error("It is away");
        assertThat(said()).containsExactly("It is away");
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        for (int i = 0; i < 20; i++) log.error("It is away");
        assertThat(said()).containsExactly("It is away", "It is away (20 times since this was last said)");
        now.addAndGet(Duration.ofMinutes(2).toNanos());
        for (int i = 0; i < 19; i++) log.error("It is away");
        assertThat(said()).hasSize(3).last().asString().contains("20 times");
    }

    @Test
    void each_kind_of_failure_is_told_apart_with_its_stack() {
        for (int i = 0; i < 3; i++) {
            log.error("It failed", new IllegalStateException());
            log.error("It failed", new IllegalArgumentException());
            log.warn("It stays", new IllegalArgumentException());
        }
        assertThat(said()).containsExactly("It failed", "It failed", "It stays");
        assertThat(lines.list)
                .allSatisfy(line -> assertThat(line.getThrowableProxy()).isNotNull());
    }

    @Test
    void no_more_kinds_are_remembered_than_fit() {
        for (int i = 0; i < 10 * RareLog.MOST_KINDS; i++) log.error("Kind " + i);
        assertThat(said()).hasSize(RareLog.MOST_KINDS + 1);
    }
}
