package dev.lethe.ui.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Believes the proxies that are configured, and says where that looks wrong. */
@Configuration(proxyBeanMethods = false)
class ForwardingConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(ForwardingConfiguration.class);

    /**
     * @param strategy Spring's own way, which believes every private address
     * @param forHeader Tomcat's, which does too
     * @param schemeHeader the same
     * @param publicUrl where visitors find this server; empty when that is not said
     */
    ForwardingConfiguration(
            Proxies proxies,
            ServerProperties server,
            @Value("${server.forward-headers-strategy:none}") String strategy,
            @Value("${server.tomcat.remoteip.remote-ip-header:}") String forHeader,
            @Value("${server.tomcat.remoteip.protocol-header:}") String schemeHeader,
            @Value("${lethe.public-url:}") String publicUrl) {
        boolean none = strategy.isBlank() || strategy.equalsIgnoreCase("none");
        if (!none || !forHeader.isEmpty() || !schemeHeader.isEmpty())
            throw new IllegalStateException(
                    "lethe.proxies (LETHE_PROXIES) names the proxies that are believed. Take server.forward-headers-strategy"
                            + " (SERVER_FORWARD_HEADERS_STRATEGY) and server.tomcat.remoteip away: they would believe anybody in"
                            + " a private network");
        if (publicUrl.startsWith("https:") && proxies.isEmpty() && server.getSsl() == null)
            LOG.warn(
                    "Visitors come by HTTPS, as lethe.public-url (LETHE_PUBLIC_URL) says, but no proxy is named in lethe.proxies"
                            + " (LETHE_PROXIES): all of them count as one, and cookies are not marked as secure");
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> forwardedRequests(
            Proxies proxies, UnknownProxies unknown) {
        return factory -> factory.addEngineValves(new ForwardedRequests(proxies, unknown));
    }
}
