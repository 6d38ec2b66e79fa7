package dev.lethe.ui.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads forms that come without files, and claims what it keeps as that comes. The servlet container would make room for all
 * that a form announces before a byte of it has come, and refuse the whole of what is too large or garbled, and with it all that
 * somebody typed. Here a visitor's answer that is too long is kept as far as any answer can go, and the others are kept whole;
 * of other forms, which no visitor has typed, nothing is taken that is not all of it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 7)
public class FormBodies extends OncePerRequestFilter {

    /** How much of a request could be read. */
    public enum Legibility {
        WHOLE,
        TOO_MUCH,
        GARBLED
    }

    private static final String FORMS = "/forms/";
    private static final String LEGIBILITY = FormBodies.class.getName();

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String type = request.getContentType();
        return !request.getMethod().equals("POST")
                || type == null
                || !type.toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean ofVisitor = request.getRequestURI().startsWith(FORMS);
        var body = new Body(request, ofVisitor);
        try {
            body.read();
        } catch (IOException e) {
            return; // it broke off, came too slowly or was no HTTP: the container has answered that
        }
        if (!ofVisitor && body.legibility != Legibility.WHOLE) {
            boolean tooMuch = body.legibility == Legibility.TOO_MUCH;
            SafeErrors.showWithoutForm(
                    request,
                    response,
                    tooMuch ? HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE : HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        request.setAttribute(LEGIBILITY, body.legibility);
        chain.doFilter(new Read(request, body.parameters), response);
    }

    /** How much of this request could be read. */
    public static Legibility of(HttpServletRequest request) {
        return request.getAttribute(LEGIBILITY) instanceof Legibility legibility ? legibility : Legibility.WHOLE;
    }

    /** What a request holds, as far as it could be read. */
    private static final class Body {

        /** Of one value of a visitor's, in bytes: 20,000 characters of at most four bytes each, each of them percent-encoded. */
        private static final int MOST_OF_ONE = 20_000 * 4 * 3;
        /** Of all together, in bytes. */
        private static final int MOST = LargeBodies.LARGEST;
        /** As many as a form can have inputs, with room. */
        private static final int MOST_PAIRS = 5_000;
        /** What is too much is read on for so long, or a browser would show its own error in place of our page. */
        private static final long MOST_IGNORED = 200L * 1024 * 1024;

        private static final int PIECE = 4 * 1024;

        private final HttpServletRequest request;
        private final boolean ofVisitor;
        private final int mostOfOne;
        private final Map<String, List<String>> parameters = new LinkedHashMap<>();
        private Legibility legibility = Legibility.WHOLE;
        private int length;
        private int pairs;
        private int kept;

        Body(HttpServletRequest request, boolean ofVisitor) {
            this.request = request;
            this.ofVisitor = ofVisitor;
            this.mostOfOne = ofVisitor ? MOST_OF_ONE : MOST;
        }

        void read() throws IOException {
            String query = request.getQueryString();
            if (query != null) for (String pair : query.split("&", -1)) add(pair, false);
            try (InputStream in = new BufferedInputStream(LargeBodies.unheld(request))) {
                read(in);
            }
        }

        private void read(InputStream in) throws IOException {
            var pair = new ByteArrayOutputStream();
            boolean cut = false;
            long read = 0;
            for (int next; (next = in.read()) >= 0 && read < MOST_IGNORED; read++) {
                if (next == '&') {
                    add(pair.toString(StandardCharsets.UTF_8), cut);
                    pair.reset();
                    cut = false;
                } else if (pair.size() < mostOfOne && length <= MOST) {
                    claim();
                    pair.write(next);
                } else cut = true;
                if (!ofVisitor && (cut || legibility == Legibility.TOO_MUCH)) {
                    legibility = Legibility.TOO_MUCH;
                    return;
                }
            }
            add(pair.toString(StandardCharsets.UTF_8), cut);
        }

        /** The next byte. */
        private void claim() {
            if (kept++ % PIECE == 0 && !LargeBodies.mayHold(request, PIECE)) throw new NoRoomException();
        }

        private void add(String pair, boolean cut) {
            if (pair.isEmpty() && !cut) return;
            if (cut) legibility = Legibility.TOO_MUCH;
            length += pair.length();
            if (length > MOST || ++pairs > MOST_PAIRS) {
                legibility = Legibility.TOO_MUCH;
                return;
            }
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals), false);
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1), cut);
            parameters.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }

        private String decoded(String text, boolean cut) {
            // The last character may have been cut through.
            int percent = cut ? text.indexOf('%', Math.max(0, text.length() - 2)) : -1;
            try {
                String decoded =
                        URLDecoder.decode(percent < 0 ? text : text.substring(0, percent), StandardCharsets.UTF_8);
                return cut && decoded.endsWith("\ufffd") ? decoded.substring(0, decoded.length() - 1) : decoded;
            } catch (IllegalArgumentException e) {
                if (legibility == Legibility.WHOLE) legibility = Legibility.GARBLED;
                return text;
            }
        }
    }

    /** A request whose parameters are these. */
    private static final class Read extends HttpServletRequestWrapper {

        private final Map<String, String[]> parameters = new LinkedHashMap<>();

        Read(HttpServletRequest request, Map<String, List<String>> parameters) {
            super(request);
            parameters.forEach((name, values) -> this.parameters.put(name, values.toArray(String[]::new)));
        }

        @Override
        public @Nullable String getParameter(String name) {
            String[] values = parameters.get(name);
            return values == null ? null : values[0];
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return Collections.unmodifiableMap(parameters);
        }

        @Override
        public Enumeration<String> getParameterNames() {
            return Collections.enumeration(parameters.keySet());
        }

        @Override
        public String @Nullable [] getParameterValues(String name) {
            return parameters.get(name);
        }
    }
}
