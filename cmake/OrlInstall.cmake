# What `cmake --install` puts where: the programs, the data they find beside them, what a desktop shows of them.
include(GNUInstallDirs)
set(documents ${CMAKE_INSTALL_DATAROOTDIR}/doc/omnirouter-lab)

install(TARGETS omnirouter RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# Beside bin, whatever the data folder of the system is called: the window looks in ../share/omnirouter-lab/datasets.
install(DIRECTORY datasets/ DESTINATION share/omnirouter-lab/datasets)
install(DIRECTORY docs/ DESTINATION ${documents}/docs)
# Examples and the schema, for who writes lessons; the window has its own compiled in.
install(DIRECTORY resources/lessons/ DESTINATION ${documents}/lessons)
install(FILES README.md CHANGELOG.md CONTRIBUTING.md LICENSE DESTINATION ${documents})

if(ORL_BUILD_UI)
  install(TARGETS omnirouter-lab RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  set(icons ${CMAKE_INSTALL_DATAROOTDIR}/icons/hicolor)
  foreach(size 16 22 24 32 48 64 128 256 512)
    install(FILES resources/icons/png/omnirouter-lab-${size}.png DESTINATION ${icons}/${size}x${size}/apps
            RENAME omnirouter-lab.png)
  endforeach()
  install(FILES resources/icons/omnirouter-lab.svg DESTINATION ${icons}/scalable/apps)
  install(FILES resources/omnirouter-lab.desktop DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/applications)
  install(FILES resources/org.omnirouter.lab.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/metainfo)
endif()
