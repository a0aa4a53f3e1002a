#pragma once

#include <QSettings>
#include <memory>

#include "lab_fixture.h"
#include "ui/problem/constraint_section.h"
#include "ui/problem/dock.h"

namespace orl {

/// A window of its own for each test, on a small workspace of its own.
class WindowFixture : public QObject {
  protected:
    void start() {
        m_lab = std::make_unique<LabFixture>();
        QSettings().clear();
    }
    void end() {
        m_window.reset();
        m_lab.reset();
    }
    void open(std::size_t queries = 240) { show(m_lab->workspace(queries)); }
    void show(const QString& file) {
        m_window = std::make_unique<MainWindow>(m_lab->places());
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->openWorkspace(file);
        QVERIFY(settle());
    }
    bool settle() {
        return QTest::qWaitFor([this] { return m_window->session().settled(); }, kPatience);
    }
    const SolveView& solved() const { return *m_window->session().solved(); }
    ConstraintSection* constraints() const { return m_window->problem()->constraints(); }

    std::unique_ptr<LabFixture> m_lab;
    std::unique_ptr<MainWindow> m_window;
};

}  // namespace orl
