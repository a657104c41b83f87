package org.duress.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;

/**
 * A model in {@link AdversarialRobustness#model}: a file ({@link #path}), behind a server that runs ({@link #url}), or
 * in a container that is started for the test ({@link #image}). One of the three.
 */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ModelUnderTest {
    /** Name of a model format on the class path. */
    String format() default "duress";

    /** The file, relative to the working folder, or a resource: {@code classpath:org/example/unet.zip}. */
    String path() default "";

    /** Scheme, host and port of a server of the Open Inference Protocol: {@code http://localhost:8000}. */
    String url() default "";

    /** A container's image with such a server, with a tag or a digest: {@code registry/unet:1.4.2}. */
    String image() default "";

    /** Name of the model on its server. */
    String name() default "";

    /** Version of the model on its server; empty: the server's choice. */
    String version() default "";

    /** Most images in one request; 0: the default of the key. */
    int batch() default 0;

    /** Most requests under way at once; 0: the default of the key. */
    int inFlight() default 0;

    /** How often a request that failed without an answer is repeated; -1: the default of the key. */
    int retries() default -1;

    /** How long one request may take; 0: the default of the key. */
    int requestSeconds() default 0;

    /** How long the server may take until it is ready; 0: the default of the key. */
    int readySeconds() default 0;

    /** Name of the environment variable that holds the header {@code Authorization}, whole; empty: none is sent. */
    String authorizationFrom() default "";

    /** PEM file of the CAs that the certificate of an https server must be from; empty: the JVM's. */
    String certificates() default "";

    /** Classes, background included, of a model that answers with class numbers; 0: up to the largest in classes. */
    int classCount() default 0;

    /** Port in the container that the server listens on; 0: the default of the key. */
    int port() default 0;

    /** Variables of the container, as {@code "OMP_NUM_THREADS=4"}. */
    String[] environment() default {};

    /** The container's command in place of the image's own. */
    String[] command() default {};

    /** Files and folders of this machine to copy into the container, as {@code "models=/models"}. */
    String[] files() default {};

    /** Whether the container gets all GPUs. */
    boolean gpu() default false;

    /** Whether the container may reach the network. */
    boolean egress() default false;

    /** What the model's last values are. */
    ModelHead head() default ModelHead.AUTO;

    /** Order of the model's image axes. */
    ModelLayout layout() default ModelLayout.AUTO;

    /** Channels of the model's images; 3 before grey images gives it the same in each; 0 to read it off the model. */
    int channels() default 0;

    /** Name of the output to use, where the model has several. */
    String output() default "";

    /** The model's classes of each organ, as {@code "kidneys=[2, 3]"}; classes of no organ are background. */
    String[] classes() default {};
}
