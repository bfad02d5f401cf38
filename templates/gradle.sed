# What a template says where Gradle builds the project.
s|@tool@|Gradle 8.5 or newer (9.1 on a JDK 25)|g
s|@test@|gradle test|g
s|@run@|gradle run|g
s|@package@|gradle build|g
s|@output@|build|g
s|@jar@|build/libs/starter.jar|g
s|@libraries@|build/libs/lib|g
/^@maven@/d
