package dev.lethe.ui.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds what requests hold in memory together. The servlet container makes room for all that a form announces before a byte
 * of it has come, so that a hundred idle connections would be enough to end the process.
 *
 * <p><b>Guaranteed:</b> requests hold {@value #SMALL_TOGETHER} bytes of their first {@value #SMALL} and {@value #TOGETHER} bytes
 * of what is beyond at once at most, and what their answers repeat of it; and whoever reads a request's body gets no more
 * than was claimed for it, but for those who ask for {@link #unheld} because they keep none of it. <b>Not guaranteed:</b> that
 * large ones get through while somebody keeps others open.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 6)
public class LargeBodies extends OncePerRequestFilter {

    /** What a request may hold without standing in line with large ones, in bytes: three long answers, say. */
    static final int SMALL = 64 * 1024;
    /** What requests may hold of that together, in bytes. */
    static final int SMALL_TOGETHER = 64 * 1024 * 1024;
    /** What large requests may hold together beyond it, in bytes. */
    static final int TOGETHER = 16 * 1024 * 1024;
    /** The most that is held of one, in bytes; the servlet container is told the same. */
    private static final int LARGEST = 8 * 1024 * 1024;

    private static final int SECONDS = 2;
    private static final String CLAIM = LargeBodies.class.getName();

    private final Semaphore small = new Semaphore(SMALL_TOGETHER, true);
    private final Semaphore large = new Semaphore(TOGETHER, true);

    /** What one request holds. */
    private final class Claim {

        private final HttpServletRequest request;
        private long held;
        private int ofSmall;
        private int ofLarge;

        Claim(HttpServletRequest request) {
            this.request = request;
        }

        boolean holds(long more) {
            held += more;
            int first = (int) Math.min(held, SMALL) - ofSmall;
            if (!acquired(small, first)) return false;
            ofSmall += first;
            int rest = (int) Math.min(Math.max(0, held - SMALL), TOGETHER) - ofLarge;
            if (!acquired(large, rest)) return false;
            ofLarge += rest;
            return true;
        }

        private static boolean acquired(Semaphore left, int more) {
            try {
                return more == 0 || left.tryAcquire(more, SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        void end() {
            small.release(ofSmall);
            large.release(ofLarge);
        }
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var claim = new Claim(request);
        request.setAttribute(CLAIM, claim);
        try {
            long announced = announced(request);
            if (claim.holds(announced)) chain.doFilter(new Bounded(request, announced), response);
            else {
                SafeErrors.showWithoutForm(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                response.flushBuffer(); // the container would wait for the rest of the request first
            }
        } finally {
            claim.end();
        }
    }

    /** Files are read as a stream: of these requests only the texts are held, see {@link #mayHold}. */
    private static long announced(HttpServletRequest request) {
        String type = request.getContentType();
        if (type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/")) return 0;
        long length = request.getContentLengthLong();
        if (length >= 0) return Math.min(length, LARGEST);
        return request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null ? 0 : LARGEST;
    }

    /** Whether a request that is read as a stream may hold so many more bytes. */
    public static boolean mayHold(HttpServletRequest request, long more) {
        return !(request.getAttribute(CLAIM) instanceof Claim claim) || claim.holds(more);
    }

    /**
     * All of a request's body, for who keeps none of it, or asks {@link #mayHold} for what is kept.
     *
     * @throws IOException when it cannot be read
     */
    public static ServletInputStream unheld(HttpServletRequest request) throws IOException {
        return request.getAttribute(CLAIM) instanceof Claim claim
                ? claim.request.getInputStream()
                : request.getInputStream();
    }

    /** More came than a request may hold. No stack: it is the sender's doing. */
    public static final class TooLargeException extends IOException {

        TooLargeException() {
            super("More than was claimed");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** A request whose body gives no more than was claimed for it. What the container itself reads as a form has the same limit. */
    private static final class Bounded extends HttpServletRequestWrapper {

        private final long most;
        private @Nullable ServletInputStream stream;
        private @Nullable BufferedReader reader;

        Bounded(HttpServletRequest request, long most) {
            super(request);
            this.most = most;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (reader != null) throw new IllegalStateException("It is read as characters already");
            return stream();
        }

        @Override
        public BufferedReader getReader() throws IOException {
            if (reader == null) {
                if (stream != null) throw new IllegalStateException("It is read as bytes already");
                String encoding = getCharacterEncoding();
                Charset charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
                reader = new BufferedReader(new InputStreamReader(stream(), charset));
            }
            return reader;
        }

        private ServletInputStream stream() throws IOException {
            if (stream == null) stream = new BoundedStream(super.getInputStream(), most);
            return stream;
        }
    }

    private static final class BoundedStream extends ServletInputStream {

        private final ServletInputStream body;
        private long left;

        BoundedStream(ServletInputStream body, long most) {
            this.body = body;
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int most) throws IOException {
            if (most == 0) return 0;
            if (left > 0) {
                int some = body.read(bytes, from, (int) Math.min(most, left));
                if (some > 0) left -= some;
                return some;
            }
            if (body.read() < 0) return -1;
            throw new TooLargeException();
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
