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
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds what requests and their answers hold in memory together, whoever sends slowly or does not read.
 *
 * <p><b>Guaranteed:</b> nothing is held for what a request only announces. Of what came, requests hold {@value #SMALL_TOGETHER}
 * bytes of their first {@value #SMALL} and {@value #TOGETHER} bytes of what is beyond at once at most; their answers, as far as
 * they are {@link WholeAnswer whole}, {@value #ANSWERS_TOGETHER} bytes of what is beyond their first {@value WholeAnswer#FREE}.
 * While an answer is sent, nothing that it was made of is kept but what the request itself holds. An address has an eighth of
 * each, unless it has one request only; proxies that are named, and so speak for many, have any part. Whoever reads a request's
 * body gets no more than was claimed for it, but for those who ask for {@link #unheld} because they keep none of it, or claim
 * what they keep. Who finds no room within two seconds is answered with 503.
 *
 * <p><b>Not guaranteed:</b> that large ones get through while others who have several addresses keep large ones open; and what
 * a page is made of is not claimed while it is made, which nobody outside can make slow.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 4)
public class LargeBodies extends OncePerRequestFilter {

    /** What a request may hold without standing in line with large ones, in bytes: three long answers, say. */
    static final int SMALL = 64 * 1024;
    /** What requests may hold of that together, in bytes. */
    static final int SMALL_TOGETHER = 64 * 1024 * 1024;
    /** What large requests may hold together beyond it, in bytes. */
    static final int TOGETHER = 16 * 1024 * 1024;
    /** What large answers may hold together beyond what each may, in bytes. */
    static final int ANSWERS_TOGETHER = 64 * 1024 * 1024;
    /** The most that is held of one request, in bytes. */
    static final int LARGEST = 8 * 1024 * 1024;

    private static final String CLAIM = LargeBodies.class.getName();

    final Pool small = new Pool(SMALL_TOGETHER);
    final Pool large = new Pool(TOGETHER);
    final Pool answers = new Pool(ANSWERS_TOGETHER);

    private final Proxies proxies;

    LargeBodies(Proxies proxies) {
        this.proxies = proxies;
    }

    /** What one request holds. */
    private static final class Claim {

        private final HttpServletRequest request;
        private final Pool.Share small;
        private final Pool.Share large;
        private long held;

        Claim(HttpServletRequest request, Pool.Share small, Pool.Share large) {
            this.request = request;
            this.small = small;
            this.large = large;
        }

        boolean holds(long more) {
            held += more;
            return small.growsTo(Math.min(held, SMALL)) && large.growsTo(held - SMALL);
        }

        void end() {
            small.shrinksTo(0);
            large.shrinksTo(0);
        }
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        NetworkAddress place = NetworkAddress.ofOne(request, proxies).orElse(null);
        var claim = new Claim(request, small.new Share(place), large.new Share(place));
        request.setAttribute(CLAIM, claim);
        try (var answer = new WholeAnswer(response, answers.new Share(place))) {
            chain.doFilter(new Bounded(request), answer);
            answer.send();
        } finally {
            request.removeAttribute(CLAIM);
            claim.end();
        }
    }

    /** An error's page is an answer too. */
    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
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

    /** A request whose body gives no more than can be claimed for it, and claims it as it comes. */
    private static final class Bounded extends HttpServletRequestWrapper {

        private @Nullable ServletInputStream stream;
        private @Nullable BufferedReader reader;

        Bounded(HttpServletRequest request) {
            super(request);
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
            if (stream == null) stream = new BoundedStream(this, super.getInputStream());
            return stream;
        }
    }

    private static final class BoundedStream extends ServletInputStream {

        private final HttpServletRequest request;
        private final ServletInputStream body;
        private long left = LARGEST;

        BoundedStream(HttpServletRequest request, ServletInputStream body) {
            this.request = request;
            this.body = body;
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
                if (some > 0 && !mayHold(request, some)) throw new NoRoomException();
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
