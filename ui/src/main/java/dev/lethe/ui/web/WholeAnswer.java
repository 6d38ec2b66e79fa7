package dev.lethe.ui.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.apache.coyote.CloseNowException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * A page, or an answer of the API, that is sent whole or not at all: half a page under a status of 200 would look like the
 * whole of it. It is kept as the bytes that go out, in pieces, each of which is gone once it is sent, and it is sent when
 * whatever it was made of is gone. What is larger than {@value #FREE} bytes is claimed before it is kept. Other answers, files
 * and exports say, are streams and pass.
 */
final class WholeAnswer extends HttpServletResponseWrapper implements AutoCloseable {

    /** What each answer may hold without a claim: as much for each connection there can be. */
    static final int FREE = 64 * 1024;

    private static final int PIECE = 8 * 1024;

    private final Pool.Share share;
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    /** How much of the last piece is filled. */
    private int filled = PIECE;

    private long length;
    private boolean refused;
    private @Nullable PrintWriter writer;
    private @Nullable ServletOutputStream stream;

    WholeAnswer(HttpServletResponse response, Pool.Share share) {
        super(response);
        this.share = share;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            if (stream != null) throw new IllegalStateException("It is written as bytes already");
            String encoding = getCharacterEncoding();
            setCharacterEncoding(encoding); // so that the type says it
            writer = new PrintWriter(new OutputStreamWriter(new Kept(), encoding));
        }
        return writer;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (writer != null) throw new IllegalStateException("It is written as characters already");
        if (stream == null) stream = isWhole() ? new Kept() : super.getOutputStream();
        return stream;
    }

    private boolean isWhole() {
        String type = getContentType();
        String disposition = getHeader(HttpHeaders.CONTENT_DISPOSITION);
        if (type == null || disposition != null && disposition.startsWith("attachment")) return false;
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith("text/html")
                || lower.startsWith("application/json")
                || lower.startsWith("application/problem+json");
    }

    /**
     * To be asked when it was made, and not while that is so: whoever makes it would take it for a failure of theirs, and say so
     * in the log.
     *
     * @throws NoRoomException when others hold what it would have taken; nothing of it is kept then
     */
    void found() {
        if (writer != null) writer.flush();
        if (refused) throw new NoRoomException();
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        forget();
    }

    @Override
    public void reset() {
        super.reset();
        forget();
    }

    @Override
    public void sendError(int status) throws IOException {
        forget();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        forget();
        super.sendError(status, message);
    }

    private void forget() {
        drop();
        refused = false;
        writer = null;
        if (stream instanceof Kept) stream = null;
    }

    private void drop() {
        pieces.clear();
        filled = PIECE;
        length = 0;
        share.shrinksTo(0);
    }

    @Override
    public void flushBuffer() throws IOException {
        send();
        super.flushBuffer();
    }

    /** Sends what is kept, and forgets it as it goes. */
    void send() throws IOException {
        if (writer != null) writer.flush();
        if (pieces.isEmpty()) return;
        if (!isCommitted()) setContentLengthLong(length); // whoever gets less can tell
        try {
            ServletOutputStream out = super.getOutputStream();
            while (!pieces.isEmpty()) {
                byte[] piece = pieces.remove();
                int some = pieces.isEmpty() ? filled : PIECE;
                out.write(piece, 0, some);
                length -= some;
                share.shrinksTo(length - FREE);
            }
            filled = PIECE;
            super.flushBuffer(); // or the container would do it when nothing is claimed any more
        } catch (IOException nobodyReads) {
            throw new CloseNowException("The answer broke off", nobodyReads);
        }
    }

    @Override
    public void close() {
        drop();
    }

    private final class Kept extends ServletOutputStream {

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int some) {
            for (int done = 0; done < some && !refused; ) {
                if (filled == PIECE && !isAdded()) return;
                int next = Math.min(some - done, PIECE - filled);
                System.arraycopy(bytes, from + done, pieces.getLast(), filled, next);
                filled += next;
                length += next;
                done += next;
            }
        }

        private boolean isAdded() {
            if (!share.growsTo(length + PIECE - FREE)) {
                drop();
                refused = true;
                return false;
            }
            pieces.add(new byte[PIECE]);
            filled = 0;
            return true;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("Nothing here is asynchronous");
        }
    }
}
