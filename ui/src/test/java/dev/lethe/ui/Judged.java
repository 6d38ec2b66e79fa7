package dev.lethe.ui;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Which pages axe has judged in this build, by what its rules can tell of a page: every element with its attributes, where
 * text stands and how it looks. Other words, dates, ids and tokens make no other page; another element, attribute, colour,
 * size of text or small target does. Kept in {@code target/axe}, for all JVMs that test.
 */
final class Judged {

    private static final Path DIRECTORY = Once.perBuild("axe");

    /** One line an element, in their order. */
    private static final String SHAPE = """
            () => {
              const looks = ['color', 'backgroundColor', 'backgroundImage', 'fontSize', 'fontWeight', 'display', 'visibility',
                'opacity', 'position', 'textDecorationLine', 'borderBottomWidth', 'outlineStyle'];
              const targets = 'a, button, input, select, textarea, summary, [tabindex], [role=button], [role=link]';
              const words = text => /[\\p{L}\\p{N}]/u.test(text) ? 'text' : text.trim();
              const elements = [...document.querySelectorAll('*')].filter(element =>
                !element.matches('script, style, link, head, meta:not([name=viewport]):not([http-equiv])'));
              const ids = new Map(); // where each stands, as often as it stands there
              elements.forEach((element, at) => {
                if (element.id) ids.set(element.id, [...(ids.get(element.id) || []), at]);
              });
              const refers = value => value.split(/\\s+/).map(id => ids.get(id) || 'nowhere').join(' ');
              const attribute = (element, {name, value}) => {
                if (name === 'nonce' || name.startsWith('data-')) return ''; // rules do not read them, and what they do shows
                if (name === 'value' && element.type === 'hidden') return 'value';
                if (['for', 'headers', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns', 'aria-errormessage',
                    'aria-activedescendant', 'list', 'form'].includes(name)) return name + '=' + refers(value);
                if (name === 'id') return 'id=' + ids.get(value)?.length;
                if (name === 'href' && value.startsWith('#')) return 'href=#' + refers(value.slice(1));
                if (['href', 'src', 'action', 'formaction', 'name', 'title', 'alt', 'value', 'placeholder', 'aria-label',
                    'datetime', 'pattern'].includes(name)) return name + '=' + words(value);
                if (name === 'class' && (element === document.body || element === document.documentElement)) return '';
                return name + '=' + value.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id');
              };
              const lines = [];
              for (const element of elements) {
                const style = getComputedStyle(element);
                const box = element.getBoundingClientRect();
                const text = [...element.childNodes].filter(node => node.nodeType === 3).map(node => words(node.data)).join('|');
                let depth = 0;
                for (let up = element.parentElement; up; up = up.parentElement) depth++;
                const line = [depth, element.tagName, [...element.attributes].map(each => attribute(element, each))
                    .filter(each => each).sort().join(' '),
                  text, looks.map(look => style[look]).join(' '), box.width > 0 && box.height > 0, box.right < 0 || box.bottom < 0,
                  element.scrollWidth > element.clientWidth && /auto|scroll/.test(style.overflowX + style.overflowY)];
                if (element.matches(targets) && style.display !== 'inline' && (box.width < 24 || box.height < 24))
                  line.push([box.x, box.y, box.width, box.height].map(Math.round));
                lines.push(line.join(';'));
              }
              return document.title.length > 0 && lines.join('\\n');
            }
            """;

    private final Path mark;

    private Judged(Path mark) {
        this.mark = mark;
    }

    /** This page as it is shown now. */
    static Judged asShown(Page page) {
        String shape = page.viewportSize().width + "\n" + page.evaluate(SHAPE);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(shape.getBytes(StandardCharsets.UTF_8));
            return new Judged(DIRECTORY.resolve(HexFormat.of().formatHex(hash, 0, 16)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether one like it was found good, at the same width. */
    boolean good() {
        return Files.exists(mark);
    }

    void foundGood() {
        try {
            Files.createDirectories(DIRECTORY);
            Files.write(mark, new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
