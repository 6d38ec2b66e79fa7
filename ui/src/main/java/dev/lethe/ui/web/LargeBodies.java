package dev.lethe.ui.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds what large requests hold in memory together. The servlet container makes room for all that a form announces before
 * a byte of it has come, so that a hundred idle connections would be enough to end the process.
 *
 * <p><b>Guaranteed:</b> requests of more than {@value #SMALL} bytes hold {@value #TOGETHER} bytes at once at most, and what
 * their answers repeat of it; smaller ones are never kept waiting. <b>Not guaranteed:</b> that large ones get through while
 * somebody keeps others open.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 6)
public class LargeBodies extends OncePerRequestFilter {

    /** What every request may hold, in bytes. */
    static final int SMALL = 256 * 1024;
    /** What large requests may hold together, in bytes. */
    static final int TOGETHER = 16 * 1024 * 1024;
    /** The most that is held of a form, in bytes. */
    private static final int LARGEST = 8 * 1024 * 1024;

    private static final int SECONDS = 2;
    private static final String CLAIM = LargeBodies.class.getName();

    private final Semaphore left = new Semaphore(TOGETHER, true);

    /** What one request holds. */
    private final class Claim {

        private long held;
        private int claimed;

        boolean holds(long more) {
            held += more;
            int needed = (int) Math.min(Math.max(0, held - SMALL), TOGETHER) - claimed;
            if (needed <= 0) return true;
            try {
                if (!left.tryAcquire(needed, SECONDS, TimeUnit.SECONDS)) return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            claimed += needed;
            return true;
        }

        void end() {
            left.release(claimed);
        }
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var claim = new Claim();
        request.setAttribute(CLAIM, claim);
        try {
            if (claim.holds(announced(request))) chain.doFilter(request, response);
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
}
