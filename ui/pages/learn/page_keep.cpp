// What a learner takes along: handouts, files of lessons, and where the page was left.
#include <QFile>
#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPrintDialog>
#include <QPrinter>
#include <algorithm>

#include "core/support/output_file.h"
#include "ui/pages/learn/handout.h"
#include "ui/pages/learn/page.h"

namespace orl {

void LearnPage::print(bool withAnswers) {
    if (!now()) return;
    QPrinter printer(QPrinter::HighResolution);
    QPrintDialog dialog(&printer, this);
    dialog.setWindowTitle(tr("Print the lesson"));
    if (dialog.exec() == QDialog::Accepted) {
        printHandout(m_lessons[m_lesson].lesson, withAnswers, printer);
    }
}

void LearnPage::chooseFolder() {
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Folder with lessons of your own"), m_folder);
    if (!folder.isEmpty()) setFolder(folder);
}

void LearnPage::setFolder(const QString& folder) {
    m_folder = folder;
    readLessons();
}

void LearnPage::exportLesson(const QString& file) const {
    if (m_lesson >= m_lessons.size()) return;
    const ShelvedLesson& lesson = m_lessons[m_lesson];
    QFile source(lesson.own ? QString::fromStdString(lesson.lesson.file.string())
                            : QStringLiteral(":/omnirouter/lessons/") +
                                  QString::fromStdString(lesson.lesson.file.string()));
    if (!source.open(QIODevice::ReadOnly)) {
        throw Error(lesson.lesson.file.string(), "The lesson cannot be read",
                    "Check the path and its rights");
    }
    writeFile(file.toStdString(), source.readAll().toStdString());
}

QByteArray LearnPage::saveLayout() const {
    QJsonObject steps;
    const auto all = m_progress.all();
    for (auto each = all.begin(); each != all.end(); ++each) steps[each.key()] = each.value();
    QJsonObject state;
    state["progress"] = steps;
    state["folder"] = m_folder;
    state["step"] = int(m_step);
    if (m_lesson < m_lessons.size()) {
        state["lesson"] = QString::fromStdString(m_lessons[m_lesson].lesson.id);
    }
    return QJsonDocument(state).toJson(QJsonDocument::Compact);
}

void LearnPage::restoreLayout(const QByteArray& state) {
    const QJsonObject read = QJsonDocument::fromJson(state).object();
    if (read.isEmpty()) return;
    QMap<QString, QString> steps;
    const QJsonObject progress = read["progress"].toObject();
    for (const QString& key : progress.keys()) steps[key] = progress[key].toString();
    m_progress.setAll(steps);
    m_wanted = read["lesson"].toString();
    m_step = std::size_t(std::max(0, read["step"].toInt()));
    m_folder = read["folder"].toString();
    readLessons();
}

}  // namespace orl
