package dev.lethe.ui;

import java.util.List;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.type.filter.AssignableTypeFilter;

/** What features say of themselves, without an application around them. */
public final class Features {

    private Features() {}

    /** All that implement this in a package and below it, as the application finds them; none needs another. */
    public static <T> List<T> that(Class<T> say, String below) {
        var context = new GenericApplicationContext();
        var scanner = new ClassPathBeanDefinitionScanner(context, false);
        scanner.addIncludeFilter(new AssignableTypeFilter(say));
        scanner.scan(below);
        context.refresh();
        try (context) {
            return context.getBeanProvider(say).stream().toList();
        }
    }
}
