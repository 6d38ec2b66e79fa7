package dev.lethe.ui.submissions;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.Upload;
import dev.lethe.command.submissions.Uploads;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.KeyVault;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Member;
import dev.lethe.ui.TestLethe.Published;
import dev.lethe.ui.accounts.StaffMember;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;

/** What becomes of a download when its file goes meanwhile. Whoever reads is played by a response, so that "meanwhile" is no chance. */
class FileDownloadsTest {

    private static final Field FILE = asked(1, FieldType.FILE);
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(FileDownloads.class);

    @TempDir
    static Path root;

    private static TestLethe lethe;
    private static Member editor;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final byte[] content = content();
    private UploadedFile file;
    private Accepted sent;

    @BeforeAll
    static void start() {
        lethe = TestLethe.start(root);
        editor = lethe.member("Ada Example", Role.EDITOR);
    }

    @AfterAll
    static void stop() {
        if (lethe != null) lethe.close();
    }

    @BeforeEach
    void send() throws IOException {
        Published form = lethe.publish(form("With a file", null, FILE));
        lethe.readers(form, editor);
        Uploads uploads = lethe.bean(Uploads.class);
        file = ((Upload.Stored) uploads.receive(FILE, "a.pdf", new ByteArrayInputStream(content))).file();
        sent = lethe.submit(form, "q1", uploads.token(form.version(), FILE.id(), file));
        lethe.settle();
        logged.start();
        LOG.addAppender(logged);
    }

    @AfterEach
    void listenNoMore() {
        LOG.detachAppender(logged);
    }

    private static byte[] content() {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        System.arraycopy("%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, 9);
        return bytes;
    }

    /** One that does something as soon as it got the first of it. */
    private static final class Reading extends MockHttpServletResponse {

        private final ByteArrayOutputStream got = new ByteArrayOutputStream();
        private final Runnable meanwhile;

        Reading(Runnable meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public ServletOutputStream getOutputStream() {
            return new ServletOutputStream() {
                @Override
                public void write(int one) {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int from, int count) {
                    boolean first = got.size() == 0;
                    got.write(bytes, from, count);
                    setCommitted(true);
                    if (first) meanwhile.run();
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }

    private void download(Reading to) throws IOException {
        lethe.bean(FileDownloads.class)
                .download(sent.submission(), file.id(), new StaffMember(editor.account(), Set.of(Role.EDITOR)), to);
    }

    private void erase() {
        lethe.bean(ErasureDesk.class)
                .eraseRecord(
                        new ErasureId(UUID.randomUUID()),
                        lethe.bean(Submissions.class).keysOf(List.of(sent.submission())),
                        ErasureGround.DELETED_TEST,
                        editor.account());
    }

    private JdbcClient database() {
        return JdbcClient.create(lethe.bean(DataSource.class));
    }

    @Test
    void a_file_that_nothing_happens_to_is_handed_out_whole() throws IOException {
        Reading reading = new Reading(() -> {});
        download(reading);
        assertThat(reading.got.toByteArray()).isEqualTo(content);
    }

    @Test
    void a_file_that_is_erased_while_it_is_handed_out_breaks_off_and_that_is_no_alarm() {
        Reading reading = new Reading(this::erase);

        assertThatThrownBy(() -> download(reading))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("erased");

        assertThat(reading.got.size()).isLessThan(content.length / 2);
        assertThat(logged.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.INFO);
    }

    @Test
    void a_file_that_is_erased_and_tidied_away_at_once_breaks_off_and_that_is_no_alarm() {
        Reading reading = new Reading(() -> {
            erase();
            database().sql("DELETE FROM file WHERE id = ?").param(file.id()).update();
        });

        assertThatThrownBy(() -> download(reading))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("erased");

        assertThat(logged.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.INFO);
    }

    @Test
    void a_file_that_is_restricted_while_it_is_handed_out_breaks_off_and_is_no_alarm() {
        KeyVault vault = lethe.bean(KeyVault.class);
        Set<UUID> key = Set.of(lethe.bean(Submissions.class)
                .byId(sent.submission())
                .orElseThrow()
                .parts()
                .getFirst()
                .keyId());
        Reading reading = new Reading(() -> vault.restrict(key, new Ground("gdpr-18-1-a")));

        assertThatThrownBy(() -> download(reading)).isInstanceOf(IOException.class);

        assertThat(logged.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.INFO);
    }

    @Test
    void a_file_that_is_cut_while_it_is_handed_out_is_an_alarm() {
        Reading reading = new Reading(() -> database()
                .sql("DELETE FROM file_chunk WHERE id = ? AND number > 1")
                .param(file.id())
                .update());

        assertThatThrownBy(() -> download(reading)).isInstanceOf(CannotBeOpenedException.class);

        assertThat(logged.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage()).startsWith("ALARM"));
    }
}
