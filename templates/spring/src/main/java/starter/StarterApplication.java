package starter;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An application of Spring Boot with a reactive service: its bean is all that is needed. */
@SpringBootApplication
public class StarterApplication {

  /** Takes the properties of the application, such as {@code --skip.data=DIR}. */
  public static void main(String[] arguments) {
    SpringApplication.run(StarterApplication.class, arguments);
  }

  @Bean
  StarterService starterService() {
    return new StarterService();
  }
}
