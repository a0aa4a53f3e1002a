// What is seen of the window when it is small: nothing is cut off at its edges.
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QStatusBar>
#include <QTableView>

#include "core/lab/guarantee_engine.h"
#include "lab_fixture.h"
#include "ui/pages/compare/page.h"
#include "ui/pages/dashboard/page.h"
#include "ui/pages/predictor/guarantee_panel.h"
#include "ui/pages/predictor/page.h"
#include "ui/problem/constraint_section.h"
#include "ui/problem/dock.h"
#include "ui/problem/pool_section.h"
#include "ui/results/card_strip.h"
#include "ui/results/result_card.h"
#include "ui/session/predictor_study.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/confidence_choice.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/progress_strip.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"

namespace orl {

class LayoutTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase();
    void cleanupTestCase();
    void buildingOpensNoWindows();
    void allControlsAreWithinReach_data();
    void allControlsAreWithinReach();
    void theGuaranteeMovesBelowWhereItIsNarrow();
    void nothingMovesAndNothingIsCut();
    void evenSmallerAWindowScrolls();
    void longNamesDoNotWidenTheWindow();
    void theWheelScrollsAndChangesNothing();

  private:
    void resize(const QSize& size);
    QScrollArea* areaOf(QWidget* page) const;

    std::unique_ptr<LabFixture> m_lab;
    std::unique_ptr<MainWindow> m_window;
};

void LayoutTest::initTestCase() {
    m_lab = std::make_unique<LabFixture>();
    QSettings().clear();
    m_window = std::make_unique<MainWindow>(m_lab->places());
    m_window->show();
    m_window->openWorkspace(m_lab->workspace(160, "w.orlab", "hybrid"));
    m_window->showPage("predictor");
    QVERIFY(QTest::qWaitFor([this] { return m_window->session().settled(); }, kPatience));
    // Of all guarantees the one that takes the most words.
    m_window->session().study().setBasis(GuaranteeBasis::CrossFit);
    m_window->page<PredictorPage>()->guarantee()->accuracy()->setValue(99.9);
    QVERIFY(QTest::qWaitFor(
        [this] { return m_window->session().settled() && m_window->session().study().floor(); },
        kPatience));
    QVERIFY(m_window->page<PredictorPage>()->guarantee()->text().contains("out of reach"));
}

void LayoutTest::cleanupTestCase() {
    m_window.reset();
    m_lab.reset();
}

void LayoutTest::resize(const QSize& size) {
    m_window->resize(size);
    QTest::qWait(1);  // layouts are posted
    QCOMPARE(m_window->size(), size);
}

QScrollArea* LayoutTest::areaOf(QWidget* page) const {
    return qobject_cast<QScrollArea*>(page->parentWidget()->parentWidget());
}

/// A label that is shown before it has a place would be a window, and take the focus.
void LayoutTest::buildingOpensNoWindows() {
    struct Spy : QObject {
        bool eventFilter(QObject* watched, QEvent* event) override {
            auto* widget = qobject_cast<QWidget*>(watched);
            if (event->type() == QEvent::Show && widget && widget->isWindow()) {
                shown << QString::fromLatin1(widget->metaObject()->className());
            }
            return false;
        }
        QStringList shown;
    } spy;
    qApp->installEventFilter(&spy);
    const MainWindow built(m_lab->places());
    QCOMPARE(spy.shown.join(' '), QString());
}

void LayoutTest::allControlsAreWithinReach_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<QString>("page");
    for (const QSize size : {QSize(1024, 700), QSize(1280, 800), QSize(2560, 1440)}) {
        for (const Page* page : m_window->pages()) {
            QTest::addRow("%s at %d", qPrintable(page->id()), size.width()) << size << page->id();
        }
    }
}

void LayoutTest::allControlsAreWithinReach() {
    QFETCH(QSize, size);
    QFETCH(QString, page);
    m_window->showPage(page);
    resize(size);
    // Pages that compute by themselves lay out what they find when it comes.
    QVERIFY(QTest::qWaitFor(
        [this] {
            return m_window->session().settled() &&
                   std::ranges::none_of(m_window->pages(), &Page::isBusy);
        },
        kPatience));
    QTest::qWait(1);  // layouts are posted
    QWidget* const shown = *std::ranges::find(m_window->pages(), page, &Page::id);
    // To the side there is nothing to scroll; upwards and downwards all of the page can be.
    QCOMPARE(areaOf(shown)->horizontalScrollBar()->maximum(), 0);
    QWidget* const roots[] = {shown, m_window->problem()->widget()};
    int controls = 0;
    for (QWidget* root : roots) {
        for (QWidget* widget : root->findChildren<QWidget*>()) {
            const bool control = qobject_cast<QAbstractButton*>(widget) ||
                                 qobject_cast<QComboBox*>(widget) ||
                                 widget->inherits("QAbstractSpinBox");
            if (!control || !widget->isVisible()) continue;
            ++controls;
            const QString name = widget->accessibleName() + " " + widget->metaObject()->className();
            const QPoint corner = widget->mapTo(m_window.get(), QPoint());
            QVERIFY2(corner.x() >= 0 && corner.x() + widget->width() <= size.width(),
                     qPrintable(name));
            // Cut by none of those that it is in, as far as they do not scroll.
            for (QWidget* around = widget->parentWidget(); around && around != root;
                 around = around->parentWidget()) {
                if (around->objectName() == "qt_scrollarea_viewport") break;
                const QRect place(widget->mapTo(around, QPoint()), widget->size());
                QVERIFY2(around->rect().contains(place), qPrintable(name));
            }
            // A style may make buttons with a single sign narrower than they would like to be.
            const auto* button = qobject_cast<QPushButton*>(widget);
            if (button)
                QVERIFY2(button->width() >= button->minimumSizeHint().width(), qPrintable(name));
        }
    }
    QVERIFY(controls > 10);
    for (const QWidget* part : std::initializer_list<const QWidget*>{m_window->cards(), shown}) {
        for (const NoteLabel* text : part->findChildren<NoteLabel*>()) {
            if (!text->wordWrap() || !text->isVisible()) continue;
            QVERIFY2(text->heightForWidth(text->width()) <= text->height(),
                     qPrintable(QString("%1: %2 px").arg(text->text()).arg(text->width())));
        }
    }
}

void LayoutTest::theGuaranteeMovesBelowWhereItIsNarrow() {
    m_window->showPage("predictor");
    const PredictorPage& page = *m_window->page<PredictorPage>();
    const auto below = [&] {
        const QPoint tables = page.kindTable()->mapTo(&page, QPoint());
        const QPoint guarantee = page.guarantee()->mapTo(&page, QPoint());
        return guarantee.x() <= tables.x() && guarantee.y() > tables.y();
    };
    const auto wholeKinds = [&] {
        const QTableView& table = *page.kindTable();
        return table.horizontalHeader()->length() <= table.viewport()->width();
    };
    resize({1024, 700});
    QVERIFY(below());
    QVERIFY(wholeKinds());
    resize({1600, 900});
    QVERIFY(!below());
    QCOMPARE(areaOf(m_window->page<PredictorPage>())->verticalScrollBar()->maximum(), 0);
    QVERIFY(wholeKinds());
    resize({1024, 700});
    QVERIFY(below());
    // What is below comes into sight with the keyboard.
    QVERIFY(QTest::qWaitFor([this] { return m_window->session().settled(); }, kPatience));
    QPushButton* route = page.guarantee()->routeButton();
    page.guarantee()->accuracy()->setValue(10.0);
    QVERIFY(route->isEnabled());
    areaOf(m_window->page<PredictorPage>())->verticalScrollBar()->setValue(0);
    QVERIFY(route->visibleRegion().isEmpty());
    for (int tab = 0; tab < 200 && !route->hasFocus(); ++tab) {
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : m_window.get(),
                        Qt::Key_Tab);
    }
    QVERIFY(route->hasFocus());
    QCOMPARE(route->visibleRegion().boundingRect(), route->rect());
}

/// The dock stands still while one drags, and the cards say all that they have to say.
void LayoutTest::nothingMovesAndNothingIsCut() {
    m_window->showPage("dashboard");
    for (const QSize size : {QSize(800, 600), QSize(1280, 800)}) {
        resize(size);
        ConstraintSection* constraints = m_window->problem()->constraints();
        const int below = m_window->problem()->pool()->y();
        for (const double alpha : {20.0, 60.0, 99.9, 50.0}) {
            constraints->alpha()->field()->setValue(alpha);
            QVERIFY(QTest::qWaitFor([this] { return m_window->session().settled(); }, kPatience));
            QTest::qWait(1);
            QCOMPARE(m_window->problem()->pool()->y(), below);
            for (const ResultCard* card : m_window->cards()->findChildren<ResultCard*>()) {
                for (const NoteLabel* text : card->findChildren<NoteLabel*>()) {
                    if (!text->wordWrap()) continue;
                    QVERIFY2(text->heightForWidth(text->width()) <= text->height(),
                             qPrintable(text->text()));
                }
            }
        }
    }
}

void LayoutTest::evenSmallerAWindowScrolls() {
    m_window->showPage("dashboard");
    resize({800, 600});
    QScrollArea* area = areaOf(m_window->page<DashboardPage>());
    QVERIFY(area->horizontalScrollBar()->maximum() > 0);
    QVERIFY(area->mapTo(m_window.get(), QPoint(area->width(), 0)).x() <= 800);
}

void LayoutTest::longNamesDoNotWidenTheWindow() {
    Dataset data = generateDataset({40, 3, 3});
    data.name = std::string(200, 'n');
    for (ModelInfo& model : data.models) model.name = std::string(100, 'm') + model.name;
    for (Query& query : data.queries) query.split += std::string(100, 's');
    Workspace::create(m_lab->path("long.orlab")).saveDataset(data);
    MainWindow window(m_lab->places());
    window.show();
    window.openWorkspace(m_lab->file("long.orlab"));
    for (const char* page : {"compare", "predictor", "duals", "dashboard"}) {
        window.showPage(page);
        QVERIFY(QTest::qWaitFor([&] { return window.session().settled(); }, kPatience));
        window.banner()->show("/" + QString(300, 'p') + ": it is not there.");
        window.resize(800, 600);
        QTest::qWait(1);
        QCOMPARE(window.width(), 800);
    }
    // What is going on, and its Cancel, are not pushed aside by the status.
    auto* progress = window.statusBar()->findChild<ProgressStrip*>();
    progress->show();
    QTest::qWait(1);
    QVERIFY(progress->width() >= progress->minimumSizeHint().width());
    QVERIFY(progress->mapTo(&window, QPoint(progress->width(), 0)).x() <= 800);
    QCOMPARE(window.session().scenario().preparation.dataset, data.name);
}

void LayoutTest::theWheelScrollsAndChangesNothing() {
    m_window->showPage("predictor");
    resize({1024, 700});
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QScrollArea* area = areaOf(m_window->page<PredictorPage>());
    GuaranteePanel* panel = m_window->page<PredictorPage>()->guarantee();
    const auto turn = [](QWidget* field) {
        const QPointF at = field->rect().center();
        QWheelEvent event(at, field->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QSpontaneKeyEvent::setSpontaneous(&event);  // as from a mouse: others do not go on
        qApp->notify(field, &event);
    };
    const Scenario before = m_window->session().scenario();
    const double guaranteed = panel->accuracy()->value();
    for (QWidget* field :
         std::initializer_list<QWidget*>{panel->accuracy(), panel->confidence(), panel->basis()}) {
        area->setFocus();
        if (QWidget* focused = QApplication::focusWidget()) focused->clearFocus();
        area->verticalScrollBar()->setValue(0);
        turn(field);
        QVERIFY(area->verticalScrollBar()->value() > 0);
    }
    QCOMPARE(panel->accuracy()->value(), guaranteed);
    QCOMPARE(panel->confidence()->currentIndex(), 1);
    QVERIFY(m_window->session().scenario() == before);
    panel->accuracy()->setFocus();
    turn(panel->accuracy());
    QVERIFY(panel->accuracy()->value() < guaranteed);
}

ORL_UI_TEST(LayoutTest);

}  // namespace orl

#include "layout_test.moc"
