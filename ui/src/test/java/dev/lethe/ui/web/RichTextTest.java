package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RichTextTest {

    private static final Set<String> ELEMENTS = Set.of("p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4");

    @Test
    void bold_italic_lists_links_and_headings_get_the_looks_of_the_page() {
        Document page = Jsoup.parse(RichText.html("""
                # Before you start

                You need **your badge** and *one* of:

                - a passport
                - a [driving licence](https://www.gov.uk/licence)

                1. Find it
                2. Scan it

                ### And then

                [Write](mailto:help@council.example) or see [our page](/privacy).
                """));
        assertThat(page.select("h3.govuk-heading-s").text()).isEqualTo("Before you start");
        assertThat(page.select("h4.govuk-heading-s").text()).isEqualTo("And then");
        assertThat(page.select("p.govuk-body strong").text()).isEqualTo("your badge");
        assertThat(page.select("p.govuk-body em").text()).isEqualTo("one");
        assertThat(page.select("ul.govuk-list.govuk-list--bullet > li").eachText())
                .containsExactly("a passport", "a driving licence");
        assertThat(page.select("ol.govuk-list.govuk-list--number > li").eachText())
                .containsExactly("Find it", "Scan it");
        assertThat(page.select("a.govuk-link").eachAttr("href"))
                .containsExactly("https://www.gov.uk/licence", "mailto:help@council.example", "/privacy");
        assertThat(page.select("a").eachAttr("rel"))
                .allMatch(rel -> rel.contains("nofollow") && rel.contains("noopener"));
    }

    @Test
    void a_plain_text_keeps_its_lines_and_all_that_was_typed() {
        Document page =
                Jsoup.parse(RichText.html("First line\n    second line\nthird <line> & \"more\"\n\n> Next\n\n---"));
        assertThat(page.select("p")).hasSize(3);
        assertThat(page.select("p").first().select("br")).hasSize(2);
        assertThat(page.text()).isEqualTo("First line second line third <line> & \"more\" > Next ---");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\n"})
    void a_blank_text_is_nothing(String blank) {
        assertThat(RichText.html(blank)).isEmpty();
        assertThat(RichText.html(null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"<b onclick='x()'>bold</b>", "<script>alert(1)</script>", "<a href=javascript:x>y</a>", "<!-- no -->"})
    void html_is_shown_as_it_was_typed(String html) {
        Document page = Jsoup.parse(RichText.html("Type " + html));
        assertHarmless(page);
        assertThat(page.text()).isEqualTo("Type " + html);
        assertThat(page.select("body *")).extracting(Element::tagName).containsOnly("p");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "JaVaScRiPt:alert(1)",
                "java&#115;cript:alert(1)",
                "&#x6A;avascript:alert(1)",
                "javascript&colon;alert(1)",
                "java\\script:alert(1)",
                "<java\tscript:alert(1)>",
                "\u0001javascript:alert(1)",
                "%6Aavascript:alert(1)",
                "ｊavascript:alert(1)",
                "javaſcript:alert(1)",
                "vbscript:x",
                "data:text/html,<script>alert(1)</script>",
                "data:image/svg+xml;base64,PHN2Zz4=",
                "file:///etc/passwd",
                "blob:https://x/y",
                "x\u202Ejavascript:alert(1)"
            })
    void no_link_leads_to_a_script(String address) {
        assertHarmless(
                Jsoup.parse(RichText.html("[go](" + address + ") <" + address + ">\n\n[go][1]\n\n[1]: " + address)));
    }

    @Test
    void an_image_is_not_loaded_and_its_description_stays() {
        Document page =
                Jsoup.parse(RichText.html("See ![the *front* of the badge](https://elsewhere.example/pixel.gif)."));
        assertHarmless(page);
        assertThat(page.text()).isEqualTo("See the front of the badge.");
    }

    @Test
    void what_is_nested_without_end_ends() {
        for (String piece : List.of("- ", "> ", "[", "*a **b ", "<b>", "![", "1. ", "_(", "`"))
            assertHarmless(Jsoup.parse(RichText.html(piece.repeat(20_000 / piece.length()))));
        assertThat(Jsoup.parse(RichText.html("- ".repeat(100) + "end")).text()).isEqualTo("- ".repeat(100) + "end");
    }

    /** Whatever is put together of what is dangerous: seeds are fixed, so that a failure comes again. */
    @Test
    void no_mixture_of_hostile_pieces_gets_through() {
        List<String> pieces = List.of(
                "<script>",
                "</script>",
                "<img src=x onerror=alert(1)>",
                "<svg/onload=alert(1)>",
                "javascript:",
                "data:",
                "[",
                "](",
                ")",
                "![",
                "]: ",
                "<",
                ">",
                "\"",
                "'",
                "`",
                "*",
                "**",
                "_",
                "\n",
                "\n\n",
                "    ",
                "- ",
                "1. ",
                "# ",
                "> ",
                "&#106;",
                "&lt;",
                "&Tab;",
                "\\",
                "\u0000",
                "\u202E",
                "\uFEFF",
                "\uD83D",
                "\uDE00",
                "＜",
                "onclick=",
                "style=",
                "class=\"x\"",
                "<a href=\"",
                "<p class=\"govuk-body\" onclick=\"x\">",
                "https://a.example/",
                "//b.example",
                "<style>*{}</style>",
                "<!--",
                "-->",
                "<![CDATA[",
                "]]>",
                "<iframe srcdoc=\"",
                "<base href=//x>",
                "<form>",
                "text");
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(25); i >= 0; i--) text.append(pieces.get(random.nextInt(pieces.size())));
            assertHarmless(Jsoup.parse(RichText.html(text.toString())));
        }
    }

    private static void assertHarmless(Document page) {
        for (Element element : page.body().select("body *")) {
            assertThat(ELEMENTS).as(page::html).contains(element.tagName());
            for (Attribute attribute : element.attributes()) {
                assertThat(Set.of("class", "href", "rel")).as(page::html).contains(attribute.getKey());
                if (attribute.getKey().equals("class"))
                    assertThat(attribute.getValue()).as(page::html).matches("(govuk-[a-z-]+ ?)+");
                if (attribute.getKey().equals("href"))
                    assertThat(attribute.getValue().strip())
                            .as(page::html)
                            .matches("(?is)(https?:|mailto:).*|[^:]*|[^:]*[/?#].*");
            }
        }
        assertThat(page.head().children()).as(page::html).isEmpty();
    }
}
