# The neuralda command; without arguments, a silo. docker build -t neuralda .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
# Compiled ahead of time, a silo starts in two thirds of the time and a track that moves to it waits less.
RUN dotnet publish Cli -c Release -p:PublishReadyToRun=true -o /app --nologo

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# libgomp1: training's libtorch; curl: the health check.
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o "$APP_UID" -g "$APP_UID" /data
COPY --from=build /app /app
ENV DOTNET_gcServer=0 \
    NEURALDA_SILO_DataFolder=/data \
    NEURALDA_SILO_PriorsFolder=/app/priors
USER $APP_UID
WORKDIR /data
VOLUME /data
EXPOSE 8080 11111 30000
# A silo that is told to stop persists, hands its tracks over and leaves the cluster within 30 s.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
    CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/health/ready"]
ENTRYPOINT ["dotnet", "/app/neuralda.dll"]
CMD ["silo"]
