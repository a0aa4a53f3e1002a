#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QImage>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTimer>
#include <QXmlStreamReader>

#include "core/lab/report/report.h"
#include "core/lab/report/words.h"
#include "ui/charts/plane_chart.h"
#include "ui/pages/page.h"
#include "ui/report/dialog.h"
#include "ui/report/first_page.h"
#include "ui/report/sheet.h"
#include "ui/session/scenario_book.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

namespace {

QByteArray bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// How many pages a PDF says it has.
int pagesOf(const QByteArray& pdf) {
    static const QRegularExpression page(QStringLiteral("/Type\\s*/Page[^s]"));
    return int(QString::fromLatin1(pdf).count(page));
}

/// Sizes of its pages, in points.
QString boxOf(const QByteArray& pdf) {
    static const QRegularExpression box(QStringLiteral("/MediaBox \\[([^\\]]*)\\]"));
    return box.match(QString::fromLatin1(pdf)).captured(1).simplified();
}

}  // namespace

/// The report from the menu to the file.
class ReportWindowTest : public WindowFixture {
    Q_OBJECT

  private slots:
    void init() { start(); }
    void cleanup() { end(); }

    void oneClickWritesAPdf() {
        open();
        MakeReportDialog* dialog = asked();
        QVERIFY(dialog);
        auto* question = dialog->findChildren<QLineEdit*>().at(1);
        QCOMPARE(question->text(), QString::fromStdString(questionOf(solved().scenario)));
        const QString file = m_lab->file("r.pdf");
        write(dialog, file);
        const QByteArray pdf = bytesOf(file);
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY(pagesOf(pdf) >= 2);
        QVERIFY2(boxOf(pdf).startsWith("0 0 595"), qPrintable(boxOf(pdf)));
        // The figures are the window's.
        QVERIFY(dialog->message().contains(file));
    }

    void lettersPaperHasLettersSize() {
        open();
        MakeReportDialog* dialog = asked();
        dialog->findChild<QComboBox*>()->setCurrentIndex(1);
        write(dialog, m_lab->file("r.pdf"));
        const QString box = boxOf(bytesOf(m_lab->file("r.pdf")));
        QVERIFY2(box.startsWith("0 0 612"), qPrintable(box));
    }

    void theHtmlPageIsWholeAndNeedsNothing() {
        open();
        MakeReportDialog* dialog = asked();
        dialog->findChild<QComboBox*>()->setCurrentIndex(2);
        QTest::keyClicks(dialog->findChildren<QLineEdit*>().at(0), "Monday <b>&");
        dialog->findChild<QPlainTextEdit*>()->setPlainText("one\ntwo \u05d0\u05d1");
        const QString file = m_lab->file("r.html");
        write(dialog, file);
        const QByteArray html = bytesOf(file);
        QXmlStreamReader reader(html);
        int pictures = 0;
        int rows = 0;
        QString text;
        while (!reader.atEnd()) {
            reader.readNext();
            if (reader.isStartElement() && reader.name() == u"svg") ++pictures;
            if (reader.isStartElement() && reader.name() == u"tr") ++rows;
            if (reader.isStartElement()) QVERIFY(reader.name() != u"script");
            if (reader.isCharacters()) text += reader.text();
            for (const auto& attribute : reader.attributes()) {
                QVERIFY(attribute.name() != u"src" && attribute.name() != u"href");
            }
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(pictures, 2);
        QVERIFY(rows > 10);
        QVERIFY(text.contains("Monday <b>&"));
        QVERIFY(text.contains("one\ntwo \u05d0\u05d1"));
        const Evaluation& chosen = solved().chosen;
        QVERIFY(text.contains(QString::fromStdString(money(chosen.costPer1000()))));
        QVERIFY(text.contains(QString::fromStdString(sharePercent(chosen.predictedAccuracy, 1))));
        QVERIFY(text.contains("omnirouter route --workspace"));
    }

    void whatCannotBeWrittenLeavesWhatWasThere() {
        open();
        MakeReportDialog* dialog = asked();
        write(dialog, m_lab->file("nowhere/r.pdf"), false);
        QVERIFY2(dialog->message().contains("nowhere"), qPrintable(dialog->message()));
        QVERIFY(dialog->findChild<QComboBox*>()->isEnabled());
        // A full disk: the bytes do not all go there.
        write(dialog, QStringLiteral("/dev/full"), false);
        QVERIFY(!dialog->message().isEmpty());
        QFile old(m_lab->file("w.orlab"));
        const QByteArray before = bytesOf(old.fileName());
        write(dialog, old.fileName(), false);
        QVERIFY(!dialog->message().startsWith("Written"));
        QVERIFY(bytesOf(old.fileName()).size() >= before.size());
        QVERIFY(bytesOf(old.fileName()).startsWith("SQLite"));
    }

    void cancelWritesNothing() {
        open();
        ScenarioBook& book = m_window->session().book();
        for (int k = 0; k < 40; ++k) {
            Scenario each = solved().scenario;
            each.constraints.qualityFloor = 0.4 + 0.002 * k;
            QVERIFY(!book.save(each, QStringLiteral("s%1").arg(k)).isEmpty());
        }
        MakeReportDialog* dialog = asked();
        const QString file = m_lab->file("r.pdf");
        dialog->writeTo(file);
        QVERIFY(dialog->isBusy());
        QTest::mouseClick(button(dialog, "Cancel"), Qt::LeftButton);
        QCOMPARE(dialog->message(), QStringLiteral("Stopped: nothing was written."));
        QVERIFY(QTest::qWaitFor([&] { return !dialog->isBusy(); }, kPatience));
        QVERIFY(!QFile::exists(file));
        // And then it can be made after all, with all scenarios on as many pages as they take.
        write(dialog, file);
        const int with = pagesOf(bytesOf(file));
        dialog->findChild<QCheckBox*>()->setChecked(false);
        write(dialog, file);
        QVERIFY(pagesOf(bytesOf(file)) < with);
    }

    void aWindowThatIsClosedStopsIt() {
        open(2000);
        MakeReportDialog* dialog = asked();
        dialog->writeTo(m_lab->file("r.pdf"));
        m_window.reset();
        // Whole or not at all.
        const QByteArray pdf = bytesOf(m_lab->file("r.pdf"));
        QVERIFY(pdf.isEmpty() || pagesOf(pdf) >= 2);
    }

    void whatTheFirstPageCutsFollowsInFull() {
        open();
        const ReportRequest request = m_window->reportRequest();
        Report report = reportOf(request, findReport(request, {}));
        constexpr qreal kPage = sheet::pt(519);
        QVERIFY(sheet::cutOnFirstPage(report, kPage).empty());
        const int before = pagesOf(reportPdf(report, Paper::A4));
        report.note = QString(2000, 'n').toStdString();
        report.foundations.front().text = QString(3000, 'd').toStdString();
        const auto cut = sheet::cutOnFirstPage(report, kPage);
        QCOMPARE(cut.size(), std::size_t(2));
        QCOMPARE(cut.front().head, std::string("Note"));
        QVERIFY(pagesOf(reportPdf(report, Paper::A4)) > before);
    }

    void namesOfAnyKindAreWritten() {
        Dataset data = generateDataset({240, 5, 3});
        data.name = "<odd> & \\ \u05e9\u05dc\u05d5\u05dd";
        data.models[0].name = "\u0646\u0645\u0648\u0630\u062c <x> & \\";
        data.models[1].name = std::string(300, 'w');
        {
            Workspace made = Workspace::create(m_lab->path("odd.orlab"));
            made.saveDataset(data);
        }
        show(m_lab->file("odd.orlab"));
        MakeReportDialog* dialog = asked();
        write(dialog, m_lab->file("odd.pdf"));
        QVERIFY(pagesOf(bytesOf(m_lab->file("odd.pdf"))) >= 2);
        dialog->findChild<QComboBox*>()->setCurrentIndex(2);
        write(dialog, m_lab->file("odd.html"));
        QXmlStreamReader reader(bytesOf(m_lab->file("odd.html")));
        while (!reader.atEnd()) reader.readNext();
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    }

    void theMenuOfAChartWritesASlideOfWhatIsAsked() {
        open();
        m_window->showPage("dashboard");
        auto* plane = m_window->findChild<PlaneChart*>();
        QVERIFY(QTest::qWaitFor([plane] { return !plane->isEmpty(); }, kPatience));
        const QString file = m_lab->file("slide.svg");
        QTimer answer;
        answer.setInterval(20);
        connect(&answer, &QTimer::timeout, this, [&answer, file] {
            auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            if (!dialog) return;
            answer.stop();
            dialog->findChild<QLineEdit*>()->setText(file);
            QTest::keyClick(dialog->findChild<QLineEdit*>(), Qt::Key_Return);
        });
        answer.start();
        QAction* slide = nullptr;
        for (QAction* each : plane->findChild<QMenu*>()->actions()) {
            if (each->text().startsWith("Slide picture")) slide = each;
        }
        QVERIFY(slide);
        slide->trigger();
        const QByteArray svg = bytesOf(file);
        QVERIFY(svg.contains(m_window->slideWords().what.toUtf8()));
        QVERIFY(svg.contains("Cost and accuracy"));
    }

    void aSlideNamesDataAndConstraints() {
        open();
        m_window->showPage("dashboard");
        auto* plane = m_window->findChild<PlaneChart*>();
        QVERIFY(plane);
        const SlideWords words = m_window->slideWords();
        QVERIFY2(words.what.contains("small") && words.what.contains("accuracy"),
                 qPrintable(words.what));
        QVERIFY(words.source.contains("OmniRouter Lab"));
        const QString file = m_lab->file("slide.svg");
        plane->saveSlide(file, words);
        QVERIFY(bytesOf(file).contains(words.what.toUtf8()));
    }

  private:
    /// Ctrl+P, as anybody would.
    MakeReportDialog* asked() {
        QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier);
        auto* dialog = m_window->findChild<MakeReportDialog*>();
        if (dialog && !QTest::qWaitForWindowExposed(dialog)) return nullptr;
        return dialog;
    }
    static QPushButton* button(QWidget* dialog, const QString& text) {
        for (auto* each : dialog->findChildren<QPushButton*>()) {
            if (each->text().remove('&') == text) return each;
        }
        return nullptr;
    }
    static void write(MakeReportDialog* dialog, const QString& file, bool works = true) {
        QSignalSpy spy(dialog, &MakeReportDialog::written);
        dialog->writeTo(file);
        QVERIFY(QTest::qWaitFor([dialog] { return !dialog->isBusy(); }, kPatience));
        QVERIFY2(spy.count() == (works ? 1 : 0), qPrintable(dialog->message()));
    }
};

ORL_UI_TEST(ReportWindowTest);

}  // namespace orl

#include "report_test.moc"
