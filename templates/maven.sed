# What a template says where Maven builds the project.
s|@tool@|Maven 3.8 or newer|g
s|@test@|mvn test|g
s|@run@|mvn compile exec:exec|g
s|@package@|mvn package|g
s|@output@|target|g
s|@jar@|target/starter.jar|g
s|@libraries@|target/lib|g
s|^@maven@||
