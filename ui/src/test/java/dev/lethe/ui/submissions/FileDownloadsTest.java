package dev.lethe.ui.submissions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.lethe.command.accounts.events.Role;
import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.forms.events.Identifies;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.privacy.events.ErasureGround;
import dev.lethe.command.privacy.events.ErasureId;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.Upload;
import dev.lethe.command.submissions.Uploads;
import dev.lethe.command.submissions.events.UploadedFile;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.submissions.ReportingSite.Member;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    private static final Field FILE =
            new Field(FieldId.of(1), FieldType.FILE, "A file", "", true, List.of(), null, 0, Identifies.NOBODY);
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(FileDownloads.class);

    @TempDir
    static Path root;

    private static ReportingSite site;
    private static Member editor;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final byte[] content = content();
    private UploadedFile file;
    private Accepted sent;

    @BeforeAll
    static void start() {
        site = new ReportingSite(root.resolve("root"));
        editor = site.member(Role.EDITOR);
    }

    @AfterAll
    static void stop() {
        if (site != null) site.close();
    }

    @BeforeEach
    void send() throws IOException {
        FormVersion form = site.publish(ReportingSite.form("With a file", List.of(FILE)));
        site.readers(form.form(), editor);
        Uploads uploads = site.bean(Uploads.class);
        file = ((Upload.Stored) uploads.receive(FILE, "a.pdf", new ByteArrayInputStream(content))).file();
        sent = site.submit(form, Map.of("q1", List.of(uploads.token(form, FILE.id(), file))));
        site.settle();
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
        site.bean(FileDownloads.class)
                .download(sent.submission(), file.id(), new StaffMember(editor.account, Set.of(Role.EDITOR)), to);
    }

    private void erase() {
        site.bean(ErasureDesk.class)
                .eraseRecord(
                        new ErasureId(UUID.randomUUID()),
                        site.bean(Submissions.class).keysOf(List.of(sent.submission())),
                        ErasureGround.DELETED_TEST,
                        editor.account);
    }

    private JdbcClient database() {
        return JdbcClient.create(site.bean(DataSource.class));
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
