package dev.lethe.ui.web;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BulletList;
import org.commonmark.node.Document;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jspecify.annotations.Nullable;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * Editors' texts as HTML: paragraphs, bold, italic, lists, links and headings, written in Markdown.
 *
 * <p><b>Guaranteed:</b> whatever the text holds, the HTML has none but these elements, no attribute but {@code class},
 * {@code href} and {@code rel}, and no link but to http, https, mailto or an address of our own; HTML in the text is shown
 * as it was typed. Line breaks are kept, so that a plain text reads as it was written. <b>Not guaranteed:</b> that a link
 * leads where its text says.
 */
public final class RichText {

    /** How many elements within elements anybody can mean. */
    private static final int DEEPEST = 50;

    /** Neither quotes nor code: a plain text with indented lines means nothing by them. */
    private static final Parser PARSER = Parser.builder()
            .enabledBlockTypes(Set.of(Heading.class, ListBlock.class))
            .build();

    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .escapeHtml(true)
            .softbreak("<br>\n")
            .attributeProviderFactory(_ -> (node, _, attributes) -> {
                String look = look(node);
                if (look != null) attributes.put("class", look);
            })
            .build();

    /** What the page's styles know. */
    private static final Map<String, List<String>> LOOKS = Map.of(
            "p", List.of("govuk-body"),
            "ul", List.of("govuk-list govuk-list--bullet"),
            "ol", List.of("govuk-list govuk-list--number"),
            "a", List.of("govuk-link"),
            "h3", List.of("govuk-heading-s"),
            "h4", List.of("govuk-heading-s"));

    /** It looks at what the renderer made as if a stranger had: two locks, of which either would do. */
    private static final PolicyFactory POLICY = policy();

    private RichText() {}

    /**
     * The text as HTML, to be put into a page as it is.
     *
     * @return empty for a blank text
     */
    public static String html(@Nullable String markdown) {
        if (markdown == null || markdown.isBlank()) return "";
        Node text = PARSER.parse(markdown);
        if (isTooDeep(text)) text = plain(markdown);
        text.accept(new Tamer());
        return POLICY.sanitize(RENDERER.render(text)).strip();
    }

    /** What renders it calls itself for every level, and would run out of stack long before a text is too long. */
    private static boolean isTooDeep(Node text) {
        int depth = 0;
        for (Node at = text; at != null; ) {
            if (at.getFirstChild() != null) {
                at = at.getFirstChild();
                if (++depth > DEEPEST) return true;
                continue;
            }
            while (at != null && at.getNext() == null) {
                at = at.getParent();
                depth--;
            }
            if (at != null) at = at.getNext();
        }
        return false;
    }

    /** The text as it was typed, in one paragraph. */
    private static Node plain(String text) {
        Paragraph paragraph = new Paragraph();
        text.lines().forEach(line -> {
            if (paragraph.getFirstChild() != null) paragraph.appendChild(new SoftLineBreak());
            paragraph.appendChild(new Text(line));
        });
        Node all = new Document();
        all.appendChild(paragraph);
        return all;
    }

    private static PolicyFactory policy() {
        HtmlPolicyBuilder policy = new HtmlPolicyBuilder()
                .allowElements("p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4")
                .allowUrlProtocols("http", "https", "mailto")
                .allowAttributes("href")
                .onElements("a")
                .requireRelsOnLinks("nofollow", "noopener");
        LOOKS.forEach((element, looks) -> policy.allowAttributes("class")
                .matching(true, looks.toArray(String[]::new))
                .onElements(element));
        return policy.toFactory();
    }

    private static @Nullable String look(Node node) {
        String element = switch (node) {
            case Paragraph _ -> "p";
            case BulletList _ -> "ul";
            case OrderedList _ -> "ol";
            case Link _ -> "a";
            case Heading heading -> "h" + heading.getLevel();
            default -> "";
        };
        return LOOKS.containsKey(element) ? LOOKS.get(element).getFirst() : null;
    }

    /** Fits headings in below a page's own, and puts the description of an image in its place. */
    private static final class Tamer extends AbstractVisitor {

        @Override
        public void visit(Heading heading) {
            heading.setLevel(heading.getLevel() == 1 ? 3 : 4);
            visitChildren(heading);
        }

        @Override
        public void visit(Image image) {
            visitChildren(image);
            for (Node child = image.getFirstChild(); child != null; child = image.getFirstChild())
                image.insertBefore(child);
            image.unlink();
        }
    }
}
