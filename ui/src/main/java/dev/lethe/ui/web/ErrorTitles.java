package dev.lethe.ui.web;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.dialect.IPostProcessorDialect;
import org.thymeleaf.engine.AbstractTemplateHandler;
import org.thymeleaf.model.IOpenElementTag;
import org.thymeleaf.postprocessor.IPostProcessor;
import org.thymeleaf.postprocessor.PostProcessor;
import org.thymeleaf.templatemode.TemplateMode;

/**
 * Puts "Error: " before the title of a page that shows problems, so that no page can forget to: the first thing that a
 * screen reader says.
 */
@Component
class ErrorTitles implements IPostProcessorDialect {

    @Override
    public String getName() {
        return "error-titles";
    }

    @Override
    public int getDialectPostProcessorPrecedence() {
        return 1000;
    }

    @Override
    public Set<IPostProcessor> getPostProcessors() {
        return Set.of(new PostProcessor(TemplateMode.HTML, Handler.class, 1000));
    }

    /** Made anew for each page. */
    public static final class Handler extends AbstractTemplateHandler {

        private @Nullable ITemplateContext page;
        private boolean done;

        @Override
        public void setContext(ITemplateContext context) {
            super.setContext(context);
            page = context;
        }

        @Override
        public void handleOpenElement(IOpenElementTag tag) {
            super.handleOpenElement(tag);
            // Only the document's own title: a picture may have one too.
            if (done || page == null || !tag.getElementCompleteName().equals("title")) return;
            done = true;
            if (page.getVariable("problems") instanceof Problems problems && !problems.isEmpty()) {
                super.handleText(page.getModelFactory().createText("Error: "));
            }
        }
    }
}
