org.duress.consumer.ConsumerProject.in(basedir).testWithGradle(localRepositoryPath)
return true
