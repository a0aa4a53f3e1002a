// Routers of one's own, made, shown, edited and removed as a person would.
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>
#include <QUndoStack>

#include "ui/dialogs/own_router_editor.h"
#include "ui/dialogs/own_routers_dialog.h"
#include "ui/pages/compare/model.h"
#include "ui/pages/compare/page.h"
#include "ui/problem/method_section.h"
#include "ui/session/scenario_book.h"
#include "ui/widgets/note_label.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class OwnRoutersTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void aTableIsMadeAndStandsEverywhere();
    void aFileOfChoicesSaysWhatItMatches();
    void sharesAndLengthsComeBackAsTheyWereTyped();
    void whatIsNotWholeCannotBeKept();
    void removingIsUndone();
    void itIsKeptInTheWorkspaceAndNotShownBesideOtherData();

  private:
    Session& session() const { return m_window->session(); }
    /// As a person opens it: by the button of the Compare page.
    void openDialog() {
        m_window->showPage(QStringLiteral("compare"));
        page()->showColumns(ComparePage::Columns::Routers);
        QTest::mouseClick(page()->ownRouters(), Qt::LeftButton);
        QVERIFY(QTest::qWaitForWindowExposed(dialog()));
    }
    OwnRoutersDialog* dialog() const { return m_window->findChild<OwnRoutersDialog*>(); }
    OwnRouterEditor* editor() const { return dialog()->editor(); }
    ComparePage* page() const { return m_window->findChild<ComparePage*>(); }
    bool matched() {
        return QTest::qWaitFor([this] { return dialog()->isIdle(); }, kPatience) && settle();
    }
    static void choose(QComboBox* box, int index) {
        box->setCurrentIndex(index);
        emit box->activated(index);
    }
    void type(const QString& name) {
        editor()->name()->setFocus();
        editor()->name()->selectAll();
        QTest::keyClicks(editor()->name(), name);
    }
    int rowOf(const QString& title) const {
        for (int row = 0; row < page()->model()->rowCount(); ++row) {
            if (page()->model()->index(row, 0).data().toString() == title) return row;
        }
        return -1;
    }
    const Evaluation* shown(const std::string& id) const {
        const auto& all = solved().evaluations;
        const auto found = std::ranges::find(all, id, &Evaluation::router);
        return found == all.end() ? nullptr : &*found;
    }
};

void OwnRoutersTest::aTableIsMadeAndStandsEverywhere() {
    open();
    openDialog();
    type("now");
    QVERIFY(!dialog()->keep()->isEnabled());  // nothing is named yet
    QVERIFY(editor()->table()->rowCount() > 1);
    for (int row = 0; row < editor()->table()->rowCount(); ++row) {
        choose(qobject_cast<QComboBox*>(editor()->table()->cellWidget(row, 1)), 2);
    }
    choose(editor()->otherwise(), 2);
    QVERIFY(matched());
    QVERIFY2(dialog()->note()->text().contains("all"), qPrintable(dialog()->note()->text()));
    QTest::mouseClick(dialog()->keep(), Qt::LeftButton);
    QVERIFY(settle());
    QCOMPARE(dialog()->list()->count(), 1);
    QCOMPARE(dialog()->list()->item(0)->checkState(), Qt::Checked);
    const Evaluation* own = shown("own:now");
    QVERIFY(own);
    QVERIFY(own->share[1] > 0.999);
    QVERIFY(own->servesAll());
    // In the comparison, among the bases, and the other way round in the note.
    QVERIFY(
        QTest::qWaitFor([this] { return page()->note().contains("accuracy of now"); }, kPatience));
    QVERIFY(rowOf("now") >= 0);
    QVERIFY(page()->base()->findData("own:now") >= 0);
    QVERIFY(session().sweep(SweepOver::Alpha));
    const auto& swept = session().sweep(SweepOver::Alpha)->inputs.routers;
    QVERIFY(std::ranges::find(swept, "own:now") != swept.end());
    // Ticked off in the list it leaves the charts and stays in the table.
    dialog()->list()->item(0)->setCheckState(Qt::Unchecked);
    QVERIFY(settle());
    QVERIFY(!shown("own:now"));
    QVERIFY(rowOf("now") >= 0);
    // And on again in the menu of the Problem dock.
    QAction* ticked = nullptr;
    for (QAction* action : m_window->problem()->method()->compared()->actions()) {
        if (action->text() == "now") ticked = action;
    }
    QVERIFY(ticked && ticked->isCheckable() && !ticked->isChecked());
    ticked->trigger();
    QVERIFY(settle());
    QVERIFY(shown("own:now"));
}

void OwnRoutersTest::aFileOfChoicesSaysWhatItMatches() {
    open();
    const auto& data = *session().prepared()->data;
    const auto& rows = session().prepared()->rows;
    const QString path = m_lab->file("log.csv");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("prompt,routed_to\n");
    for (std::size_t k = 0; k + 10 < rows.size(); ++k) {
        QString text = QString::fromStdString(data.queries[rows[k]].text);
        text.replace('"', "\"\"");
        file.write(
            QString("\"%1\",%2\n")
                .arg(text, k < 5 ? "nobody" : "")
                .toUtf8()
                .replace(",\n", "," + QByteArray::fromStdString(data.models[0].name) + "\n"));
    }
    file.close();
    openDialog();
    editor()->kind()->setCurrentIndex(int(OwnRouter::Kind::Choices));
    QVERIFY(!dialog()->keep()->isEnabled());
    dialog()->loadFile(path);
    QVERIFY(matched());
    QVERIFY2(editor()->fileNote()->text().contains("routed_to"),
             qPrintable(editor()->fileNote()->text()));
    QVERIFY2(dialog()->note()->text().contains("nobody"), qPrintable(dialog()->note()->text()));
    QVERIFY2(dialog()->note()->text().contains("10 of"), qPrintable(dialog()->note()->text()));
    QCOMPARE(dialog()->note()->tone(), NoteLabel::Tone::Warning);
    QTest::mouseClick(dialog()->keep(), Qt::LeftButton);
    QVERIFY(settle());
    const Evaluation* own = shown("own:today");
    QVERIFY(own);
    QCOMPARE(own->served, own->queries - 15);
    QVERIFY(std::isnan(own->realizedAccuracy));
    QVERIFY(
        QTest::qWaitFor([this] { return page()->note().contains("gives a model"); }, kPatience));
    // A file that is none says so, and what was loaded stays.
    dialog()->loadFile(m_lab->file("missing.csv"));
    QVERIFY(QTest::qWaitFor([this] { return editor()->fileNote()->text().contains("missing"); },
                            kPatience));
    QVERIFY(matched());
    QCOMPARE(editor()->router().choices->source, "log.csv");
}

void OwnRoutersTest::sharesAndLengthsComeBackAsTheyWereTyped() {
    open();
    openDialog();
    editor()->kind()->setCurrentIndex(int(OwnRouter::Kind::Shares));
    auto* first = qobject_cast<QDoubleSpinBox*>(editor()->shares()->cellWidget(0, 1));
    auto* third = qobject_cast<QDoubleSpinBox*>(editor()->shares()->cellWidget(2, 1));
    first->setValue(25.0);
    third->setValue(75.0);
    QVERIFY(matched());
    QTest::mouseClick(dialog()->keep(), Qt::LeftButton);
    QVERIFY(settle());
    const auto queries = double(shown("own:today")->queries);
    QCOMPARE(std::round(shown("own:today")->share[0] * queries), std::round(0.25 * queries));
    QTest::mouseClick(dialog()->add(), Qt::LeftButton);
    editor()->kind()->setCurrentIndex(int(OwnRouter::Kind::ByLength));
    QTest::mouseClick(editor()->addStep(), Qt::LeftButton);
    QTest::mouseClick(editor()->addStep(), Qt::LeftButton);
    choose(editor()->unit(), 1);
    choose(editor()->otherwise(), 3);
    QVERIFY(matched());
    const OwnRouter typed = editor()->router();
    QCOMPARE(typed.steps.size(), 3U);
    QVERIFY(typed.steps[0].below < typed.steps[1].below);
    QTest::mouseClick(dialog()->keep(), Qt::LeftButton);
    QVERIFY(settle());
    QCOMPARE(session().book().ownRouters()->size(), 2U);
    dialog()->list()->setCurrentRow(0);
    QCOMPARE(editor()->router().shares.size(), 2U);
    dialog()->list()->setCurrentRow(1);
    QVERIFY(editor()->router() == typed);
    QVERIFY(!dialog()->keep()->isEnabled());  // nothing has changed
    // Nor by looking at what the fields show otherwise: shares as percent, a large seed.
    OwnRouter thirds;
    thirds.name = "thirds";
    thirds.kind = OwnRouter::Kind::Shares;
    for (const char* model : {"a", "b", "c"}) thirds.shares[model] = 1.0;
    thirds.seed = std::uint64_t{1} << 40U;
    session().book().setOwnRouters({thirds}, "test");
    dialog()->list()->setCurrentRow(0);
    QVERIFY(editor()->router() == thirds);
    QVERIFY(matched());
    QVERIFY(!dialog()->keep()->isEnabled());
}

void OwnRoutersTest::whatIsNotWholeCannotBeKept() {
    open();
    openDialog();
    choose(editor()->otherwise(), 1);
    QVERIFY(dialog()->keep()->isEnabled());
    type("a,b");
    QVERIFY(!dialog()->keep()->isEnabled());
    QVERIFY2(dialog()->note()->text().contains("comma"), qPrintable(dialog()->note()->text()));
    editor()->name()->clear();
    emit editor()->name()->textEdited({});
    QVERIFY(!dialog()->keep()->isEnabled());
    type("fine");
    QVERIFY(dialog()->keep()->isEnabled());
    QTest::mouseClick(dialog()->keep(), Qt::LeftButton);
    QTest::mouseClick(dialog()->add(), Qt::LeftButton);
    choose(editor()->otherwise(), 1);
    type("fine");
    QVERIFY(!dialog()->keep()->isEnabled());  // the name is taken
    QVERIFY(settle());
}

void OwnRoutersTest::removingIsUndone() {
    open();
    openDialog();
    choose(editor()->otherwise(), 1);
    QTest::mouseClick(dialog()->keep(), Qt::LeftButton);
    QVERIFY(settle());
    QVERIFY(shown("own:today"));
    QTest::mouseClick(dialog()->remove(), Qt::LeftButton);
    QVERIFY(settle());
    QVERIFY(!shown("own:today"));
    QCOMPARE(dialog()->list()->count(), 0);
    QCOMPARE(rowOf("today"), -1);
    session().undoStack()->undo();
    QVERIFY(settle());
    QVERIFY(shown("own:today"));
    QCOMPARE(dialog()->list()->count(), 1);
    session().undoStack()->redo();
    QVERIFY(settle());
    QVERIFY(!shown("own:today"));
}

void OwnRoutersTest::itIsKeptInTheWorkspaceAndNotShownBesideOtherData() {
    open();
    openDialog();
    type("kept");
    choose(editor()->otherwise(), 1);
    QTest::mouseClick(dialog()->keep(), Qt::LeftButton);
    QVERIFY(settle());
    session().saveNow();
    const QString file = session().workspaceFile();
    m_window->openWorkspace(m_lab->workspace(120, "other.orlab"));
    QVERIFY(settle());
    QVERIFY(!session().book().ownRouters());
    QVERIFY(solved().experiment->own.empty());
    m_window->openWorkspace(file);
    QVERIFY(settle());
    QVERIFY(shown("own:kept"));
    // A guest's data are not those that it routes.
    Scenario guest = session().scenario();
    Dataset data = *session().prepared()->data;
    data.name = "guest";
    guest.preparation.dataset = data.name;
    QVERIFY(session().visit(std::make_shared<const Dataset>(std::move(data)), guest));
    QVERIFY(QTest::qWaitFor([this] { return session().isVisiting() && session().settled(); },
                            kPatience));
    QVERIFY(solved().experiment->own.empty());
    session().leave();
    QVERIFY(settle());
    QVERIFY(shown("own:kept"));
}

ORL_UI_TEST(OwnRoutersTest);

}  // namespace orl

#include "own_routers_test.moc"
